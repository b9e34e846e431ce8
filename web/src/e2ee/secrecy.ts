import { effect, type ReadonlySignal, signal } from "@preact/signals";
import { sealed } from "../chat";
import type { Ack, CallKeys, CallKeysOut, TalkOut } from "../protocol";
import type { Prepare } from "../rtc_peer";
import { Agreement, BEGINNING, type Standing } from "./agreement";
import { decode, encode } from "./messages";
import { LATE_MS, Patience } from "./patience";
import { Proof } from "./proof";
import { Reveals } from "./reveals";
import { attach } from "./transforms";
import { Words } from "./words";
import type { Heard, Told } from "./worker_messages";

/**
 * Who can open what is said. `sealed`: the members alone; `changed`: the code is another one than the page showed in this call.
 * `server`: this installation's media worker could too, and why: `agreeing` (the keys are on their way, or change), `unproven` (no
 * sealed frames of all that flows went and came on this connection yet), `self` or `others` (their browser cannot), `slow` (this device does not keep up), `altered` (what
 * came was not what was committed to), `late` (no agreement came about), `off` (the municipality has calls encrypted no more).
 */
export type Secret =
  | { kind: "sealed"; code: readonly number[]; changed: boolean }
  | { kind: "server"; why: "agreeing" | "unproven" | "self" | "others" | "slow" | "altered" | "late" | "off" };

/** The page's line to the server, which hands on what members say. */
interface Relay {
  ask(event: "call_keys", message: CallKeys): Promise<Ack>;
  hear(event: "call_keys", handler: (message: CallKeysOut) => void): void;
  /** Called at each connection. */
  onConnected(handler: () => void): void;
}

/** The page's media connections. */
interface Connections {
  /** The one that is up. */
  readonly connection: ReadonlySignal<RTCPeerConnection | null>;
  /** Does this with each one before anything goes through it, and replaces the one there is. */
  prepare(work: Prepare | null): void;
}

/** So long a page may take that is called and connects anew to encrypt. */
const ABLE_MS = 4000;
const NUDGE_MS = 1500;
/** So long after the screen said it, frames go out in the clear. */
const SAID_MS = 200;
/** So long frames may be under way that were sealed under a former key. */
const UNDER_WAY_MS = 500;
const LOOK_MS = 1000;
/** So many looks in a row something that flows comes in the clear, which is dropped here, before this page gives up too. */
const CLEAR_LOOKS = 3;
/** The same while nothing was sealed under the present agreement: another page takes at most `LATE_MS` to seal or to give up. */
const FIRST_LOOKS = LATE_MS / LOOK_MS + CLEAR_LOOKS;
/** Within so long the server says whether it is for it that a call is encrypted no more. */
const ASKED_MS = 1000;
/** Tells the other pages nothing; the server answers whether it hands on anything. */
const NOTHING = "AA";
const GIVE_UP = encode({ say: "give_up" });

const idsOf = ({ members }: TalkOut) => String(members.map((member) => member.id));

/** Keeps a page's calls secret from the server where all members can. */
export class Secrecy {
  readonly secret = signal<Secret | null>(null);
  readonly words: Words;
  private readonly proof = new Proof();
  /** Retries only after a timeout. Where the others send in the clear, each new agreement would drop what they say until it fails. */
  private readonly patience = new Patience({
    giveUp: () => this.giveUp("late"),
    beginAgain: () => this.follow(this.talk() ?? null, true),
    repeat: () => this.tellOthers(),
  });
  private clearLooks = 0;
  /** Under the present agreement. */
  private wasSealed = false;
  /** Given up for this call; `late`: until somebody begins. */
  private over: "late" | "for good" | null = null;
  private call: string | null = null;
  private agreement: Agreement | null = null;
  /** Of the page, whatever the server calls a call. */
  private readonly reveals = new Reveals();
  private standing: Standing = BEGINNING;
  /** The code that was shown last. */
  private shown: readonly number[] | null = null;
  /** Keys that are still good for what is under way. */
  private retired: bigint[] = [];
  /** Those of the call that was handed over into this one. */
  private former: readonly bigint[] = [];
  private clearing: ReturnType<typeof setTimeout> | undefined;
  private unable: "self" | "others" | "slow" = "others";
  /** For as long as the page stays. */
  private slow = false;
  private able: ReturnType<typeof setTimeout> | undefined;
  private again: ReturnType<typeof setInterval> | undefined;
  private looking: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly connections: Connections,
    private readonly talk: () => TalkOut | null | undefined,
    private readonly relay: Relay,
    /** Of `frames_worker.ts`; `null` where this browser cannot. */
    private readonly worker: Worker | null,
    /** The id of the last message of the conversation that the server has. */
    lastWritten: () => number,
  ) {
    this.words = new Words((message) => void this.ask(message), lastWritten);
    if (worker) this.prepare(worker);
    relay.hear("call_keys", ({ call, sender, body }) => {
      if (call !== this.call) return;
      // Somebody began, for whom this page did not wait. While the screen has yet to be read, it waits: who began says it again.
      if (this.over === "late" && this.clearing === undefined && decode(body)?.say === "commit")
        this.follow(talk() ?? null, true);
      void this.agreement?.hear(sender, body);
      this.words.hear(sender, body);
    });
    relay.onConnected(() => this.patience.connected());
    effect(() => this.follow(talk() ?? null));
    effect(() => {
      void connections.connection.value;
      this.proof.connect();
      if (this.agreement) this.show();
    });
  }

  /** The present words were looked at. */
  read(): void {
    this.shown = this.standing.code;
    if (this.agreement) this.show();
  }

  private follow(present: TalkOut | null, again = false): void {
    const unable = present?.members.filter((member) => !member.encrypts) ?? [];
    const can = this.worker !== null && unable.length === 0;
    if (present?.call !== this.call) {
      if (present && can && this.agreement) this.turn();
      else {
        this.end();
        // What was written in another call is not of this one.
        if (present) sealed.value = [];
      }
    }
    if (present) this.words.take(present);
    if (!present || (this.over && !again && !this.metOthers(present))) return;
    this.over = null;
    this.call = present.call;
    if (!can) {
      const self = !this.worker || unable.some((member) => member.id === present.me);
      this.hold(present.call, !self ? "others" : this.slow ? "slow" : "self");
      return;
    }
    clearTimeout(this.able);
    this.able = undefined;
    if (present.members.length < 2) return;
    this.patience.take(idsOf(present));
    this.agreement ??= this.begin(present);
    void this.agreement.take(present.members.map((member) => member.id));
  }

  /** Somebody came or went since this page gave up. */
  private metOthers(present: TalkOut): boolean {
    return this.over === "late" && !this.patience.isWith(idsOf(present));
  }

  private tellOthers(): void {
    if (this.call !== null) void this.ask({ call: this.call, to: null, body: GIVE_UP });
  }

  /** Somebody cannot, or not yet: as a call begins, pages make the connection that encrypts. */
  private hold(call: string, why: "self" | "others" | "slow"): void {
    this.unable = why;
    if (this.able !== undefined || (this.says(why) && !this.agreement)) return;
    if (!this.worker || why === "slow") {
      this.giveUp(why);
      return;
    }
    const begins = this.secret.peek() === null;
    if (begins) this.say({ kind: "server", why: "agreeing" });
    else this.giveUp("unproven");
    this.able = setTimeout(() => this.giveUp(this.unable), begins ? ABLE_MS : ASKED_MS);
    // Perhaps it is the municipality that does not have calls encrypted any more.
    void this.ask({ call, to: null, body: NOTHING });
  }

  /** Has the server hand on what this page says. */
  private async ask(message: CallKeys): Promise<void> {
    const { problem } = await this.relay.ask("call_keys", message);
    if (problem?.code === "encryption_off" && message.call === this.call) this.giveUp("off");
  }

  private begin({ call, me }: TalkOut): Agreement {
    clearTimeout(this.clearing);
    this.clearing = undefined;
    this.patience.begin();
    if (this.former.length === 0) this.clear();
    this.standing = BEGINNING;
    this.words.begin();
    this.again = setInterval(() => {
      void this.agreement?.nudge();
      this.words.nudge();
    }, NUDGE_MS);
    this.looking = setInterval(() => void this.look(), LOOK_MS);
    // One that was given up still ends what it was at.
    const present = (work: () => void) => {
      if (this.agreement === agreement) work();
    };
    const agreement = new Agreement(
      call,
      me,
      {
        say: (to, body) => present(() => void this.ask({ call, to, body })),
        receive: (key, sender) =>
          present(() => {
            this.tell({ tell: "receive", key });
            this.words.receive(call, sender, key);
          }),
        forget: (kids) => present(() => this.tell({ tell: "forget", kids })),
        retire: (kids) => present(() => this.retire(kids)),
        send: (key) =>
          present(() => {
            this.tell({ tell: "send", key });
            this.words.send(call, me, key);
          }),
        stands: (standing) => present(() => this.stand(standing)),
      },
      this.reveals,
      () => present(() => this.patience.progress()),
    );
    this.agreement = agreement;
    this.show();
    void this.look();
    return agreement;
  }

  private stand(standing: Standing): void {
    this.standing = standing;
    this.words.stand(standing.phase === "agreed");
    // That it is sealed is said after the last frame in the clear.
    if (standing.phase === "agreed") {
      this.tell({ tell: "only_sealed" });
      this.retire(this.former);
      this.former = [];
    }
    this.show();
  }

  /** What is under way may still be opened; until none of it is, nobody says that the call is sealed. */
  private retire(kids: readonly bigint[]): void {
    if (kids.length === 0) return;
    this.retired.push(...kids);
    setTimeout(() => {
      this.retired = this.retired.filter((kid) => !kids.includes(kid));
      // A new key may have the id of a former one.
      this.tell({ tell: "forget", kids: kids.filter((kid) => !this.agreement?.known.includes(kid)) });
      if (this.agreement) this.show();
    }, UNDER_WAY_MS);
  }

  private stop(): void {
    for (const timer of [this.again, this.looking, this.able, this.clearing]) clearTimeout(timer);
    this.patience.stop();
    this.able = this.clearing = undefined;
    this.clearLooks = 0;
    this.wasSealed = false;
    this.agreement = null;
    this.words.stand(false);
  }

  /** The call was handed over: its keys hold until those of the next are there, so that nothing goes in the clear between. */
  private turn(): void {
    this.former = this.agreement?.known ?? [];
    this.stop();
    this.patience.forget();
    this.say({ kind: "server", why: "agreeing" });
  }

  private end(): void {
    this.stop();
    this.patience.forget();
    this.words.close();
    this.over = null;
    this.shown = null;
    this.secret.value = null;
    this.clear();
  }

  private clear(): void {
    this.former = [];
    this.proof.forget();
    this.tell({ tell: "clear" });
  }

  /** The screen says so before anything goes out in the clear. */
  private giveUp(why: (Secret & { kind: "server" })["why"]): void {
    if (this.says(why) && !this.agreement) return;
    this.stop();
    this.words.close();
    if (why === "off") this.over = "for good";
    const { phase } = this.standing;
    if (why === "late" || why === "altered") {
      this.over = phase === "altered" || phase === "exhausted" ? "for good" : "late";
      if (phase !== "abandoned") {
        this.tellOthers();
        this.patience.keepTelling();
      }
    }
    this.say({ kind: "server", why });
    this.clearing = setTimeout(() => {
      this.clearing = undefined;
      this.clear();
    }, SAID_MS);
  }

  private async look(): Promise<void> {
    if (!(await this.proof.look(() => this.connections.connection.peek())) || !this.agreement) return;
    const pc = this.connections.connection.peek();
    const fails = pc !== null && this.standing.phase === "agreed" && this.proof.fails(pc);
    this.clearLooks = fails ? this.clearLooks + 1 : 0;
    // Whoever sends it has given up, or its browser gives the worker no frames: neither hears the other until both send in the clear.
    if (this.clearLooks >= (this.wasSealed ? CLEAR_LOOKS : FIRST_LOOKS)) this.giveUp("late");
    else this.show();
  }

  private proven(): boolean {
    const pc = this.connections.connection.peek();
    const { keys } = this.standing;
    return pc !== null && keys !== null && this.retired.length === 0 && this.proof.holds(pc, keys);
  }

  private show(): void {
    const { phase, code } = this.standing;
    if (phase === "agreed") {
      this.patience.waitNoMore();
      if (this.slow) this.say({ kind: "server", why: "slow" });
      else if (this.proven()) {
        this.shown ??= code;
        this.wasSealed = true;
        this.say({ kind: "sealed", code, changed: String(code) !== String(this.shown) });
      } else this.say({ kind: "server", why: "unproven" });
    } else if (phase === "altered") this.giveUp("altered");
    else if (phase === "exhausted" || phase === "abandoned") this.giveUp("late");
    else {
      // The present keys hold while others come, go or load their page anew; but whoever has them may be gone.
      // Begun again after it was late, it stays so until all have agreed.
      if (!this.says("late")) this.say({ kind: "server", why: "agreeing" });
      this.patience.wait();
    }
  }

  private says(why: (Secret & { kind: "server" })["why"]): boolean {
    const said = this.secret.peek();
    return said?.kind === "server" && said.why === why;
  }

  private say(secret: Secret): void {
    if (JSON.stringify(secret) !== JSON.stringify(this.secret.peek())) this.secret.value = secret;
  }

  /** Connects anew without transforms. That it cannot encrypt comes back with the next view, and the others read it in theirs. */
  private fallBehind(): void {
    if (!this.agreement || this.slow) return;
    this.slow = true;
    this.show();
    this.connections.prepare(null);
  }

  private tell(told: Told): void {
    if (told.tell === "forget") this.words.forget(told.kids);
    this.worker?.postMessage(told);
  }

  /** Before a call, so that its first frame waits for nothing: without a key all frames pass. */
  private prepare(worker: Worker): void {
    worker.addEventListener("message", ({ data }: MessageEvent<Heard>) => {
      if (data === "behind") {
        this.fallBehind();
        return;
      }
      this.proof.hear(data);
      if (this.agreement) this.show();
    });
    this.connections.prepare((pc, layout) => {
      attach(pc, worker, this.proof.number(pc), layout);
    });
  }
}
