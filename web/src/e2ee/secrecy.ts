import { effect, type ReadonlySignal, signal } from "@preact/signals";
import type { Ack, CallKeys, CallKeysOut, TalkOut } from "../protocol";
import { LAYOUT } from "../rtc_layout";
import { Agreement, type Standing } from "./agreement";
import type { Stream } from "./frames";
import { Reveals } from "./reveals";
import type { Counted, Place, Told } from "./worker_messages";

/**
 * Who can open what is said. `sealed`: the members alone. `server`: this installation's media worker could too, and why:
 * `agreeing` (the keys are on their way), `unproven` (no sealed frame went and came on this connection yet), `self` or `others`
 * (their browser cannot), `altered` (what came was not what was committed to), `late` (no agreement came about).
 */
export type Secret =
  | { kind: "sealed"; code: readonly number[] }
  | { kind: "server"; why: "agreeing" | "unproven" | "self" | "others" | "altered" | "late" };

/** The page's line to the server, which hands on what members say. */
interface Relay {
  ask(event: "call_keys", message: CallKeys): Promise<Ack>;
  hear(event: "call_keys", handler: (message: CallKeysOut) => void): void;
}

/** The page's media connections. */
interface Connections {
  /** The one that is up. */
  readonly connection: ReadonlySignal<RTCPeerConnection | null>;
  /** Does this with each one before anything goes through it, and with those there are. */
  prepare(work: (pc: RTCPeerConnection) => void): void;
}

/** So long a page may take that is called and connects anew to encrypt. */
const ABLE_MS = 4000;
const NUDGE_MS = 1500;
/** Without an agreement for so long a call is one that the server protects. */
const LATE_MS = 10_000;
/** So long after the screen said it, frames go out in the clear. */
const SAID_MS = 200;

/** Keeps a page's calls secret from the server where all members can. */
export class Secrecy {
  readonly secret = signal<Secret | null>(null);
  private counted: Counted | null = null;
  /** How often the worker was told to clear its keys: what it counted before is of another call. */
  private clears = 0;
  /** The number of each connection, by which the worker counts. */
  private readonly numbers = new WeakMap<RTCPeerConnection, number>();
  private made = 0;
  /** Given up for this call. */
  private over = false;
  private call: string | null = null;
  private agreement: Agreement | null = null;
  /** Of the page, whatever the server calls a call. */
  private readonly reveals = new Reveals();
  private standing: Standing = { phase: "agreeing", code: [] };
  private late: ReturnType<typeof setTimeout> | undefined;
  private clearing: ReturnType<typeof setTimeout> | undefined;
  private unable: "self" | "others" = "others";
  private able: ReturnType<typeof setTimeout> | undefined;
  private again: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly connections: Connections,
    talk: () => TalkOut | null | undefined,
    private readonly relay: Relay,
    /** Of `frames_worker.ts`; `null` where this browser cannot. */
    private readonly worker: Worker | null,
  ) {
    if (worker) this.prepare(worker);
    relay.hear("call_keys", ({ call, sender, body }) => {
      if (call === this.call) void this.agreement?.hear(sender, body);
    });
    effect(() => this.follow(talk() ?? null));
    effect(() => {
      void connections.connection.value;
      if (this.agreement) this.show();
    });
  }

  private follow(present: TalkOut | null): void {
    if (present?.call !== this.call) this.end();
    if (!present || this.over) return;
    this.call = present.call;
    const unable = present.members.filter((member) => !member.encrypts);
    if (!this.worker || unable.length > 0) {
      this.hold(!this.worker || unable.some((member) => member.id === present.me) ? "self" : "others");
      return;
    }
    clearTimeout(this.able);
    this.able = undefined;
    if (present.members.length < 2) return;
    this.agreement ??= this.begin(present);
    void this.agreement.take(present.members.map((member) => member.id));
  }

  /** Somebody cannot, or not yet: as a call begins, pages make the connection that encrypts. */
  private hold(why: "self" | "others"): void {
    this.unable = why;
    if (this.able !== undefined) return;
    if (!this.worker || this.secret.peek() !== null) this.giveUp(why);
    else {
      this.secret.value = { kind: "server", why: "agreeing" };
      this.able = setTimeout(() => this.giveUp(this.unable), ABLE_MS);
    }
  }

  private begin({ call, me }: TalkOut): Agreement {
    clearTimeout(this.clearing);
    this.tell({ tell: "clear" });
    this.standing = { phase: "agreeing", code: [] };
    this.again = setInterval(() => void this.agreement?.nudge(), NUDGE_MS);
    const agreement = new Agreement(
      call,
      me,
      {
        say: (to, body) => void this.relay.ask("call_keys", { call, to, body }),
        receive: (key) => this.tell({ tell: "receive", key }),
        forget: (kid) => this.tell({ tell: "forget", kid }),
        send: (key) => this.tell({ tell: "send", key }),
        stands: (standing) => {
          if (this.agreement !== agreement) return;
          this.standing = standing;
          this.show();
        },
      },
      this.reveals,
    );
    this.agreement = agreement;
    this.show();
    return agreement;
  }

  private end(): void {
    clearInterval(this.again);
    clearTimeout(this.late);
    this.late = undefined;
    clearTimeout(this.able);
    this.able = undefined;
    this.call = this.agreement = null;
    this.over = false;
    this.secret.value = null;
    clearTimeout(this.clearing);
    this.tell({ tell: "clear" });
  }

  /** The screen says so before anything goes out in the clear. */
  private giveUp(why: (Secret & { kind: "server" })["why"]): void {
    clearInterval(this.again);
    clearTimeout(this.late);
    this.late = this.able = undefined;
    this.agreement = null;
    this.over = why === "late" || why === "altered";
    const before = this.secret.peek();
    if (before?.kind === "server" && before.why === why) return;
    this.secret.value = { kind: "server", why };
    this.clearing = setTimeout(() => this.tell({ tell: "clear" }), SAID_MS);
  }

  /**
   * Sealed frames went out and came in on the connection that is up. It may be agreed otherwise, and all go in the clear: a
   * browser that gives the worker no frames says nothing (Chromium 156, transforms set after the first offer).
   */
  private proven(): boolean {
    const pc = this.connections.connection.peek();
    const number = pc ? this.numbers.get(pc) : undefined;
    const { counted } = this;
    if (number === undefined || counted?.cleared !== this.clears || !counted.sealing) return false;
    return counted.out.includes(number) && counted.in.includes(number);
  }

  /** That it is sealed is said after the last frame in the clear. */
  private show(): void {
    const { phase, code } = this.standing;
    const before = this.secret.peek();
    if (phase === "agreed") {
      clearTimeout(this.late);
      this.late = undefined;
      this.tell({ tell: "only_sealed" });
      this.secret.value = this.proven() ? { kind: "sealed", code } : { kind: "server", why: "unproven" };
    } else if (phase === "altered") this.giveUp("altered");
    else if (phase === "exhausted") this.giveUp("late");
    else {
      // While others come, go or load their page anew, the present keys hold.
      if (before?.kind !== "sealed" || !this.proven()) this.secret.value = { kind: "server", why: "agreeing" };
      this.late ??= setTimeout(() => this.giveUp("late"), LATE_MS);
    }
  }

  private tell(told: Told): void {
    if (told.tell === "clear") this.clears++;
    this.worker?.postMessage(told);
  }

  /** Before a call, so that its first frame waits for nothing: without a key all frames pass. */
  private prepare(worker: Worker): void {
    worker.addEventListener("message", ({ data }: MessageEvent<Counted>) => {
      this.counted = data;
      if (this.agreement) this.show();
    });
    this.connections.prepare((pc) => {
      this.numbers.set(pc, ++this.made);
      attach(pc, worker, this.made);
    });
  }
}

type Transforming = { transform: unknown };
declare const RTCRtpScriptTransform: new (worker: Worker, place: Place) => unknown;

function attach(pc: RTCPeerConnection, worker: Worker, connection: number): void {
  pc.getTransceivers().forEach((transceiver, at) => {
    const place = LAYOUT[at];
    if (!place) return;
    const stream: Stream =
      place.kind === "audio" ? "audio" : place.name === "screen" || place.name === "screen0" ? "screen" : "camera";
    const way = place.direction === "sendonly" ? "out" : "in";
    const end = (way === "out" ? transceiver.sender : transceiver.receiver) as unknown as Transforming;
    end.transform = new RTCRtpScriptTransform(worker, { connection, way, stream });
  });
}
