import { signal } from "@preact/signals";
import { ping, tell } from "../announce";
import { LONGEST, type Sealed, SHOWN, sealed } from "../chat";
import { now } from "../clock";
import { gettext } from "../i18n";
import type { MemberOut, TalkOut } from "../protocol";
import { Typing } from "../typing";
import { random, toBase64url } from "./bytes";
import { decode, encode, type Said } from "./messages";
import type { SenderKey } from "./pairwise";
import { openSaid, sealSaid, type WordsKey, wordsKey } from "./words_crypto";

/** `changed`: not all for whom it was written are there, others came in, or nothing goes under keys any more. `lost`: no answer. */
export type Sent = "sent" | "changed" | "lost";

/** So often is said again what not everybody answered. */
const TRIES = 10;
/** Ids lie between those of the server, which are whole numbers: after what it had when the words came. */
const STEP = 2 ** -20;
/** The last id of this page, also of a call before: after it nothing counts as seen. */
let highest = 0;

/** What is answered. */
type Told = Exclude<Said, { say: "typing" }>;

/** What is to be had by all others of the call. The first one is under way, so that all comes in order. */
interface Going {
  said: Told;
  /** For whom it was written. */
  others: string;
  missing: Set<string>;
  tries: number;
  end: (sent: Sent) => void;
}

/** What is written in a call while its members have each other's keys. It is on their pages alone, and on none that came later. */
export class Words {
  /** What is written now goes under keys, or waits until there are new ones. */
  readonly open = signal(false);
  readonly typing = new Typing((text) => this.next(() => this.passTyping(text)));
  private talk: TalkOut | null = null;
  private own: WordsKey | null = null;
  private agreed = false;
  /** What opens what the others write, by sender and id. */
  private readonly keys = new Map<string, WordsKey>();
  private readonly came = new Set<string>();
  private going: Going[] = [];
  /** What came back last, while nothing else was written: sent again unchanged, nobody shows it twice. */
  private back: (Said & { say: "text" }) | null = null;
  private queue: Promise<void> = Promise.resolve();

  constructor(
    private readonly say: (message: { call: string; to: null; body: string }) => void,
    /** The id of the last message that the server has of the conversation. */
    private readonly last: () => number,
  ) {}

  /** All that was asked of it so far is done. */
  get idle(): Promise<void> {
    return this.queue;
  }

  /** Members agree on keys, for a call or for the one it was handed over into. */
  begin(): void {
    this.own = null;
    this.keys.clear();
  }

  /** Who is in the call now. */
  take(talk: TalkOut): void {
    const before = this.others().join();
    this.talk = talk;
    const others = this.others().join();
    if (others !== before) this.typing.meet(this.others());
    for (const one of this.going) if (one.others !== others) this.end(one, "changed");
  }

  receive(call: string, sender: string, key: SenderKey): void {
    this.next(async () => {
      const made = await wordsKey(call, sender, key);
      const name = `${sender} ${made.kid}`;
      // Last in its order, also in the place of a former one.
      this.keys.delete(name);
      this.keys.set(name, made);
      // Perhaps of a page that was loaded anew, whose field is empty.
      this.typing.hear(sender, "");
    });
  }

  send(call: string, me: string, key: SenderKey): void {
    this.next(async () => {
      this.own = await wordsKey(call, me, key);
    });
  }

  forget(kids: readonly bigint[]): void {
    this.next(async () => {
      const gone = kids.map((kid) => kid.toString(16));
      for (const [name, { kid }] of this.keys) if (gone.includes(kid)) this.keys.delete(name);
    });
  }

  /** Whether all have each other's keys, and of nobody who left. */
  stand(agreed: boolean): void {
    this.agreed = agreed;
    if (agreed) this.open.value = true;
    this.next(() => this.pass());
  }

  close(): void {
    this.agreed = false;
    this.open.value = false;
    this.typing.clear();
    for (const one of [...this.going]) this.end(one, "changed");
  }

  write(text: string): Promise<Sent> {
    const again = this.back?.text === text ? this.back : null;
    this.back = null;
    return this.give(again ?? { say: "text", id: toBase64url(random(16)), text });
  }

  /** Tells all that this message is in the case now; so it is, whoever hears of it. */
  keep(of: string): Promise<Sent> {
    const said: Said = { say: "kept", id: toBase64url(random(16)), of };
    this.show(this.talk?.me ?? "", said);
    return this.give(said);
  }

  /** What was not answered is said again. */
  nudge(): void {
    const [one] = this.going;
    if (one && ++one.tries > TRIES) this.end(one, "lost");
    this.next(() => this.pass());
  }

  hear(sender: string, body: string): void {
    this.next(async () => {
      const message = decode(body);
      const key = message?.say === "words" && this.keys.get(`${sender} ${message.kid}`);
      const said = key && (await openSaid(key, message));
      if (!key || !said || Number(message.counter) < key.next) return;
      // All that this sender said before is over: held back, it comes too late.
      key.next = Number(message.counter) + 1;
      for (const [name, other] of this.keys) {
        if (other === key) break;
        if (other.sender === sender) this.keys.delete(name);
      }
      await this.takeIn(sender, said);
    });
  }

  private next(work: () => Promise<void>): void {
    this.queue = this.queue.then(work).catch(() => undefined);
  }

  /** Who is in the call. */
  member(id: string): MemberOut | undefined {
    return this.talk?.members.find((member) => member.id === id);
  }

  private others(): string[] {
    const { members = [], me } = this.talk ?? {};
    return members.map(({ id }) => id).filter((id) => id !== me);
  }

  private give(said: Told): Promise<Sent> {
    if (!this.open.peek()) return Promise.resolve("changed");
    const others = this.others();
    return new Promise((end) => {
      this.going.push({ said, others: others.join(), missing: new Set(others), tries: 0, end });
      this.next(() => this.pass());
    });
  }

  private end(one: Going, sent: Sent): void {
    this.going = this.going.filter((other) => other !== one);
    if (sent === "sent") this.show(this.talk?.me ?? "", one.said);
    else if (one.said.say === "text") this.back = one.said;
    one.end(sent);
    this.next(() => this.pass());
  }

  private async pass(): Promise<void> {
    const [one] = this.going;
    if (one && this.agreed) await this.seal(one.said);
  }

  private async passTyping(text: string): Promise<void> {
    if (this.agreed) await this.seal({ say: "typing", text });
  }

  private async seal(said: Said): Promise<void> {
    const { own } = this;
    if (own) this.say({ call: own.call, to: null, body: encode(await sealSaid(own, own.next++, said)) });
  }

  private async takeIn(sender: string, said: Said): Promise<void> {
    if (said.say === "typing") {
      this.typing.hear(sender, said.text);
      return;
    }
    if (said.say === "came") {
      const one = this.going.find((other) => other.said.id === said.id);
      one?.missing.delete(sender);
      if (one?.missing.size === 0) this.end(one, "sent");
      return;
    }
    if (said.say === "text") this.typing.hear(sender, "");
    const anew = !this.came.has(`${sender} ${said.id}`);
    this.came.add(`${sender} ${said.id}`);
    const shown = anew ? this.show(sender, said) : null;
    await this.seal({ say: "came", id: said.id });
    if (!shown) return;
    tell(gettext("%(name)s writes: %(text)s", { name: shown.name, text: shown.text }));
    ping();
  }

  /** The message that is shown now. */
  private show(sender: string, said: Told): Sealed | null {
    const member = this.member(sender);
    const shown = sealed.peek();
    if (said.say === "kept") this.mark(member?.role, said.of);
    if (said.say !== "text" || !member) return null;
    this.back = null;
    highest = Math.max(this.last(), highest) + STEP;
    const one: Sealed = {
      id: highest,
      who: member.role === "citizen" ? "citizen" : "director",
      name: member.name,
      mine: sender === this.talk?.me,
      text: said.text.slice(0, LONGEST),
      at: new Date(now.peek()).toISOString(),
      key: said.id,
      kept: false,
    };
    sealed.value = [...shown, one].slice(-SHOWN);
    return one;
  }

  /** As kept, by who attends: nobody else has a case to put it into. */
  private mark(role: MemberOut["role"] | undefined, of: string): void {
    const one = role === "director" && sealed.peek().find(({ key, kept }) => key === of && !kept);
    if (!one) return;
    sealed.value = sealed.peek().map((other) => (other.key === of ? { ...other, kept: true } : other));
    tell(gettext("Kept in the case: %(text)s", { text: one.text }));
  }
}
