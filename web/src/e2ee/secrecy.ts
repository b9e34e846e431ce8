import { effect, signal } from "@preact/signals";
import type { Ack, CallKeys, CallKeysOut, TalkOut } from "../protocol";
import { LAYOUT } from "../rtc_layout";
import { Agreement, type Standing } from "./agreement";
import type { Stream } from "./frames";
import { Reveals } from "./reveals";
import type { Counted, Place, Told } from "./worker_messages";

/**
 * Who can open what is said. `sealed`: the members alone. `server`: this installation's media worker could too, and why:
 * `agreeing` (the keys are on their way), `self` or `others` (their browser cannot), `altered` (what came was not what was
 * committed to), `late` (no agreement came about).
 */
export type Secret =
  | { kind: "sealed"; code: readonly number[] }
  | { kind: "server"; why: "agreeing" | "self" | "others" | "altered" | "late" };

/** The page's line to the server, which hands on what members say. */
interface Relay {
  ask(event: "call_keys", message: CallKeys): Promise<Ack>;
  hear(event: "call_keys", handler: (message: CallKeysOut) => void): void;
}

/** The page's media connections. */
interface Connections {
  /** Does this with each one before anything goes through it, and with those there are. */
  prepare(work: (pc: RTCPeerConnection) => void): void;
}

const NUDGE_MS = 1500;
/** Without an agreement for so long a call is one that the server protects. */
const LATE_MS = 10_000;
/** So long after the screen said it, frames go out in the clear. */
const SAID_MS = 200;

/** Keeps a page's calls secret from the server where all members can. */
export class Secrecy {
  readonly secret = signal<Secret | null>(null);
  readonly dropped = signal(0);
  private worker: Worker | null = null;
  private sealing = false;
  /** Given up for this call. */
  private over = false;
  private call: string | null = null;
  private agreement: Agreement | null = null;
  /** Of the page, whatever the server calls a call. */
  private readonly reveals = new Reveals();
  private standing: Standing = { phase: "agreeing", code: [] };
  private late: ReturnType<typeof setTimeout> | undefined;
  private clearing: ReturnType<typeof setTimeout> | undefined;
  private again: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly connections: Connections,
    talk: () => TalkOut | null | undefined,
    private readonly relay: Relay,
    /** Starts `frames_worker.ts`. */
    private readonly makeWorker: () => Worker,
  ) {
    relay.hear("call_keys", ({ call, sender, body }) => {
      if (call === this.call) void this.agreement?.hear(sender, body);
    });
    effect(() => this.follow(talk() ?? null));
  }

  private follow(present: TalkOut | null): void {
    if (present?.call !== this.call) this.end();
    if (!present || this.over) return;
    this.call = present.call;
    const unable = present.members.filter((member) => !member.encrypts);
    if (unable.length > 0) {
      this.giveUp(unable.some((member) => member.id === present.me) ? "self" : "others");
      return;
    }
    if (present.members.length < 2) return;
    this.agreement ??= this.begin(present);
    void this.agreement.take(present.members.map((member) => member.id));
  }

  private begin({ call, me }: TalkOut): Agreement {
    this.prepare();
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
    this.call = this.agreement = null;
    this.over = this.sealing = false;
    this.secret.value = null;
    clearTimeout(this.clearing);
    this.tell({ tell: "clear" });
  }

  /** The screen says so before anything goes out in the clear. */
  private giveUp(why: (Secret & { kind: "server" })["why"]): void {
    clearInterval(this.again);
    clearTimeout(this.late);
    this.late = undefined;
    this.agreement = null;
    this.over = why === "late" || why === "altered";
    const before = this.secret.peek();
    if (before?.kind === "server" && before.why === why) return;
    this.secret.value = { kind: "server", why };
    this.clearing = setTimeout(() => this.tell({ tell: "clear" }), SAID_MS);
  }

  /** That it is sealed is said after the last frame in the clear. */
  private show(): void {
    const { phase, code } = this.standing;
    const before = this.secret.peek();
    if (phase === "agreed") {
      clearTimeout(this.late);
      this.late = undefined;
      this.tell({ tell: "only_sealed" });
      if (this.sealing) this.secret.value = { kind: "sealed", code };
    } else if (phase === "altered" || phase === "exhausted") this.giveUp("altered");
    else {
      // While others come, go or load their page anew, the present keys hold.
      if (before?.kind !== "sealed") this.secret.value = { kind: "server", why: "agreeing" };
      this.late ??= setTimeout(() => this.giveUp("late"), LATE_MS);
    }
  }

  private tell(told: Told): void {
    this.worker?.postMessage(told);
  }

  /** Before a call, so that its first frame waits for nothing: without a key all frames pass. */
  private prepare(): void {
    if (this.worker) return;
    const worker = this.makeWorker();
    worker.addEventListener("message", ({ data }: MessageEvent<Counted>) => {
      this.dropped.value = data.dropped;
      this.sealing = data.sealing;
      if (this.agreement) this.show();
    });
    this.worker = worker;
    this.connections.prepare((pc) => attach(pc, worker));
  }
}

type Transforming = { transform: unknown };
declare const RTCRtpScriptTransform: new (worker: Worker, place: Place) => unknown;

function attach(pc: RTCPeerConnection, worker: Worker): void {
  pc.getTransceivers().forEach((transceiver, at) => {
    const place = LAYOUT[at];
    if (!place) return;
    const stream: Stream =
      place.kind === "audio" ? "audio" : place.name === "screen" || place.name === "screen0" ? "screen" : "camera";
    if (place.direction === "sendonly")
      (transceiver.sender as unknown as Transforming).transform = new RTCRtpScriptTransform(worker, {
        way: "out",
        stream,
      });
    else
      (transceiver.receiver as unknown as Transforming).transform = new RTCRtpScriptTransform(worker, {
        way: "in",
        stream,
      });
  });
}
