import { signal } from "@preact/signals";
import { ping, tell } from "../announce";
import { LONGEST, type Sealed, SHOWN, sealed } from "../chat";
import { now } from "../clock";
import { gettext } from "../i18n";
import type { TalkOut } from "../protocol";
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

/** What is to be had by all others of the call. The first one is under way, so that all comes in order. */
interface Going {
  said: Said;
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
  private talk: TalkOut | null = null;
  private own: WordsKey | null = null;
  private counter = 0;
  private agreed = false;
  /** What opens what the others write, by sender and id. */
  private readonly keys = new Map<string, WordsKey>();
  private readonly came = new Set<string>();
  private going: Going[] = [];
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
    this.talk = talk;
    const others = this.others().join();
    for (const one of this.going) if (one.others !== others) this.end(one, "changed");
  }

  receive(call: string, sender: string, key: SenderKey): void {
    this.next(async () => {
      const made = await wordsKey(call, sender, key);
      this.keys.set(`${sender} ${made.kid}`, made);
    });
  }

  send(call: string, me: string, key: SenderKey): void {
    this.next(async () => {
      this.own = await wordsKey(call, me, key);
      this.counter = 0;
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
    for (const one of [...this.going]) this.end(one, "changed");
  }

  write(text: string): Promise<Sent> {
    return this.give({ say: "text", id: toBase64url(random(16)), text });
  }

  /** Tells all that this message is being kept by the server. */
  keep(of: string): Promise<Sent> {
    return this.give({ say: "kept", id: toBase64url(random(16)), of });
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
      if (said) await this.takeIn(sender, said);
    });
  }

  private next(work: () => Promise<void>): void {
    this.queue = this.queue.then(work).catch(() => undefined);
  }

  private others(): string[] {
    const { members = [], me } = this.talk ?? {};
    return members.map(({ id }) => id).filter((id) => id !== me);
  }

  private give(said: Said): Promise<Sent> {
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
    one.end(sent);
    this.next(() => this.pass());
  }

  private async pass(): Promise<void> {
    const [one] = this.going;
    if (one && this.agreed) await this.seal(one.said);
  }

  private async seal(said: Said): Promise<void> {
    const { own } = this;
    if (own) this.say({ call: own.call, to: null, body: encode(await sealSaid(own, this.counter++, said)) });
  }

  private async takeIn(sender: string, said: Said): Promise<void> {
    if (said.say === "came") {
      const one = this.going.find((other) => other.said.id === said.id);
      one?.missing.delete(sender);
      if (one?.missing.size === 0) this.end(one, "sent");
      return;
    }
    const anew = !this.came.has(`${sender} ${said.id}`);
    this.came.add(`${sender} ${said.id}`);
    const shown = anew ? this.show(sender, said) : null;
    await this.seal({ say: "came", id: said.id });
    if (!shown) return;
    tell(gettext("%(name)s writes: %(text)s", { name: shown.name, text: shown.text }));
    ping();
  }

  /** The message that is shown now. */
  private show(sender: string, said: Said): Sealed | null {
    const { members = [], me } = this.talk ?? {};
    const member = members.find(({ id }) => id === sender);
    const shown = sealed.peek();
    // Only who attends has a case to put it into.
    if (said.say === "kept" && member?.role !== "citizen")
      sealed.value = shown.map((one) => (one.key === said.of ? { ...one, kept: true } : one));
    if (said.say !== "text" || !member) return null;
    const one: Sealed = {
      id: Math.max(this.last(), shown.at(-1)?.id ?? 0) + STEP,
      who: member.role === "citizen" ? "citizen" : "director",
      name: member.name,
      mine: sender === me,
      text: said.text.slice(0, LONGEST),
      at: new Date(now.peek()).toISOString(),
      key: said.id,
      kept: false,
    };
    sealed.value = [...shown, one].slice(-SHOWN);
    return one;
  }
}
