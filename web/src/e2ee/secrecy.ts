import { effect } from "@preact/signals";
import { sealed } from "../chat";
import type { Ack, CallKeys, CallKeysOut, TalkOut } from "../protocol";
import { Agreement, BEGINNING, type Standing } from "./agreement";
import { ClearLooks, LOOK_MS } from "./clear_looks";
import { type Connections, Media } from "./media";
import { decode, encode } from "./messages";
import { Patience } from "./patience";
import { Reveals } from "./reveals";
import { Screen, type Why } from "./screen";
import { Words } from "./words";

/** The page's line to the server, which hands on what members say. */
interface Relay {
  ask(event: "call_keys", message: CallKeys): Promise<Ack>;
  hear(event: "call_keys", handler: (message: CallKeysOut) => void): void;
  /** Called at each connection. */
  onConnected(handler: () => void): void;
}

/** So long a page may take that is called and connects anew to encrypt. */
const ABLE_MS = 4000;
const NUDGE_MS = 1500;
/** Within so long the server says whether it is for it that a call is encrypted no more. */
const ASKED_MS = 1000;
/** Tells the other pages nothing; the server answers whether it hands on anything. */
const NOTHING = "AA";
const GIVE_UP = encode({ say: "give_up" });

const idsOf = ({ members }: TalkOut) => String(members.map((member) => member.id));

/** Keeps a page's calls secret from the server where all members can. */
export class Secrecy {
  private readonly screen = new Screen();
  readonly secret = this.screen.secret;
  readonly words: Words;
  private readonly media: Media;
  /** Retries only after a timeout. Where the others send in the clear, each new agreement would drop what they say until it fails. */
  private readonly patience = new Patience({
    giveUp: () => this.giveUp("late"),
    beginAgain: () => this.follow(this.talk() ?? null, true),
    repeat: () => this.tellOthers(),
  });
  private readonly clearLooks = new ClearLooks();
  /** Given up for this call; `late`: until somebody begins. */
  private over: "late" | "for good" | null = null;
  private call: string | null = null;
  private agreement: Agreement | null = null;
  /** Of the page, whatever the server calls a call. */
  private readonly reveals = new Reveals();
  private standing: Standing = BEGINNING;
  private unable: "self" | "others" | "slow" = "others";
  /** For as long as the page stays. */
  private slow = false;
  private able: ReturnType<typeof setTimeout> | undefined;
  private again: ReturnType<typeof setInterval> | undefined;
  private looking: ReturnType<typeof setInterval> | undefined;

  constructor(
    connections: Connections,
    private readonly talk: () => TalkOut | null | undefined,
    private readonly relay: Relay,
    /** Of `frames_worker.ts`; `null` where this browser cannot. */
    private readonly worker: Worker | null,
    /** The id of the last message of the conversation that the server has. */
    lastWritten: () => number,
  ) {
    this.words = new Words((message) => void this.ask(message), lastWritten);
    this.media = new Media(connections, worker, {
      known: () => this.agreement?.known ?? [],
      forgotten: (kids) => this.words.forget(kids),
      changed: () => this.showAgreement(),
      behind: () => this.fallBehind(),
    });
    relay.hear("call_keys", ({ call, sender, body }) => {
      if (call !== this.call) return;
      // Somebody began, for whom this page did not wait. While the screen has yet to be read, it waits: who began says it again.
      if (this.over === "late" && !this.media.isClearing && decode(body)?.say === "commit")
        this.follow(talk() ?? null, true);
      void this.agreement?.hear(sender, body);
      this.words.hear(sender, body);
    });
    relay.onConnected(() => this.patience.connected());
    effect(() => this.follow(talk() ?? null));
    effect(() => {
      void connections.connection.value;
      this.media.connect();
      this.showAgreement();
    });
  }

  /** The present words were looked at. */
  read(): void {
    this.screen.read(this.standing.code);
    this.showAgreement();
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
    if (this.able !== undefined || (this.screen.says(why) && !this.agreement)) return;
    if (!this.worker || why === "slow") {
      this.giveUp(why);
      return;
    }
    const begins = this.secret.peek() === null;
    if (begins) this.screen.server("agreeing");
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
    this.patience.begin();
    this.media.begin();
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
            this.media.receive(key);
            this.words.receive(call, sender, key);
          }),
        forget: (kids) => present(() => this.media.forget(kids)),
        retire: (kids) => present(() => this.media.retire(kids)),
        send: (key) =>
          present(() => {
            this.media.send(key);
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
    if (standing.phase === "agreed") this.media.onlySealed();
    this.show();
  }

  private stop(): void {
    for (const timer of [this.again, this.looking, this.able]) clearTimeout(timer);
    this.media.stopClearing();
    this.patience.stop();
    this.able = undefined;
    this.clearLooks.forget();
    this.agreement = null;
    this.words.stand(false);
  }

  /** The call was handed over: its keys hold until those of the next are there, so that nothing goes in the clear between. */
  private turn(): void {
    this.media.handOver();
    this.stop();
    this.patience.forget();
    this.screen.server("agreeing");
  }

  private end(): void {
    this.stop();
    this.patience.forget();
    this.words.close();
    this.over = null;
    this.screen.clear();
    this.media.clear();
  }

  /** The screen says so before anything goes out in the clear. */
  private giveUp(why: Why): void {
    if (this.screen.says(why) && !this.agreement) return;
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
    this.screen.server(why);
    this.media.clearOnceRead();
  }

  private async look(): Promise<void> {
    if (!(await this.media.look()) || !this.agreement) return;
    const comesClear = this.standing.phase === "agreed" && this.media.comesClear();
    if (this.clearLooks.isTooMany(comesClear)) this.giveUp("late");
    else this.show();
  }

  private showAgreement(): void {
    if (this.agreement) this.show();
  }

  private show(): void {
    const { phase, code, keys } = this.standing;
    if (phase === "agreed") {
      this.patience.waitNoMore();
      if (this.slow) this.screen.server("slow");
      else if (keys && this.media.isProven(keys)) {
        this.clearLooks.sealed();
        this.screen.sealed(code);
      } else this.screen.server("unproven");
    } else if (phase === "altered") this.giveUp("altered");
    else if (phase === "exhausted" || phase === "abandoned") this.giveUp("late");
    else {
      // The present keys hold while others come, go or load their page anew; but whoever has them may be gone.
      // Begun again after it was late, it stays so until all have agreed.
      if (!this.screen.says("late")) this.screen.server("agreeing");
      this.patience.wait();
    }
  }

  /** Connects anew without transforms. That it cannot encrypt comes back with the next view, and the others read it in theirs. */
  private fallBehind(): void {
    if (!this.agreement || this.slow) return;
    this.slow = true;
    this.show();
    this.media.leave();
  }
}
