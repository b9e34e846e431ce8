import { KeyExchange, type KeyHands, type Keys } from "./key_exchange";
import { decode, encode, type Message } from "./messages";
import { Channel, codeOf, commitment, makeOwn, type Reveal, roundOf, transcriptOf } from "./pairwise";
import type { Reveals } from "./reveals";
import { isHad, type Round } from "./round";

/**
 * `agreeing`: not all have each other's keys. `sealing`: all have the own one, so that what goes out is sealed. `agreed`: all said
 * the same of themselves. `altered`: a key did not fit its commitment. `exhausted`: begun anew too often. `abandoned`: another
 * member gave up.
 */
export type Phase = "agreeing" | "sealing" | "agreed" | "altered" | "exhausted" | "abandoned";

export interface Standing {
  phase: Phase;
  /** To be compared by voice, once `agreed`. */
  code: readonly number[];
  /** Once `agreed`. */
  keys: Keys | null;
}

export const BEGINNING: Standing = { phase: "agreeing", code: [], keys: null };

/** What the agreement asks of the page. None of them is waited for. */
export interface Hands extends KeyHands {
  /** `to`: `null` for all others. */
  say(to: string | null, body: string): void;
  stands(standing: Standing): void;
}

type Commit = Message & { say: "commit" };

/**
 * One member's side of agreeing on keys for a call, by a server that may do whatever it likes. One thing at a time, in the order
 * it came; no clock and no network: `nudge` says again what was not answered.
 */
export class Agreement {
  private members: readonly string[] = [];
  /** Who took part when that was said last. */
  private latest: readonly string[] = [];
  private round: Round | null = null;
  private readonly heard = new Map<string, Commit>();
  private phase: Phase = "agreeing";
  private code: readonly number[] = [];
  private readonly exchange: KeyExchange;
  private queue: Promise<void> = Promise.resolve();

  constructor(
    private readonly call: string,
    private readonly me: string,
    private readonly hands: Hands,
    private readonly reveals: Reveals,
    /** Something came that was still missing. */
    private readonly progress: () => void = () => undefined,
  ) {
    this.exchange = new KeyExchange(me, hands, {
      say: (to, message) => this.say(to, message),
      stand: (phase) => this.stand(phase),
      progress,
    });
  }

  /** What opens what the others send. */
  get known(): readonly bigint[] {
    return this.exchange.known;
  }

  /** Who takes part now, this page included. */
  take(members: readonly string[]): Promise<void> {
    const latest = [...members].sort();
    this.latest = latest;
    // Of several who came while this page was busy one round is begun.
    return this.next(async () => {
      if (latest === this.latest) await this.onMembers(latest);
    });
  }

  hear(sender: string, body: string): Promise<void> {
    return this.next(() => this.onMessage(sender, decode(body)));
  }

  nudge(): Promise<void> {
    return this.next(() => this.sayAgain());
  }

  private next(work: () => Promise<void>): Promise<void> {
    this.queue = this.queue.then(work).catch(() => this.stand("altered"));
    return this.queue;
  }

  private get over(): boolean {
    return ["altered", "exhausted", "abandoned"].includes(this.phase);
  }

  private async onMembers(members: readonly string[]): Promise<void> {
    if (this.over || String(members) === String(this.members)) return;
    const gone = this.members.filter((member) => !members.includes(member));
    const joined = members.some((member) => !this.members.includes(member));
    this.members = members;
    for (const member of gone) {
      this.heard.delete(member);
      this.round?.peers.delete(member);
      this.exchange.forget(member);
    }
    if (joined || !this.round?.key) await this.begin();
    else await this.renewKey();
  }

  /** Who left must not open what is said afterwards: another key, for those who stay. */
  private async renewKey(): Promise<void> {
    if (!this.round) return;
    this.stand("agreeing");
    this.round.among = await roundOf(this.call, this.members);
    this.round.generation++;
    await this.exchange.give(this.round);
  }

  /** A round with a key of its own. */
  private async begin(): Promise<void> {
    this.stand("agreeing");
    const id = await roundOf(this.call, this.members);
    const own = await makeOwn();
    const generation = (this.round?.generation ?? -1) + 1;
    this.round = {
      id,
      among: id,
      own,
      commitments: new Map(),
      reveals: new Map(),
      transcript: null,
      peers: new Map(),
      key: null,
      generation,
    };
    this.round.commitments.set(this.me, await commitment(this.call, id, this.me, own.reveal));
    for (const [member, heard] of this.heard)
      if (heard.round === id) this.round.commitments.set(member, heard.commitment);
    await this.sayCommitment(this.round);
  }

  /** To all. In answer to one (`to`), to that one alone while some are missing: the others have it, and are told once none is. */
  private async sayCommitment(round: Round, to: string | null = null): Promise<void> {
    const commitment = round.commitments.get(this.me);
    const all = await this.allOf(round);
    if (commitment) this.say(all ? null : to, { say: "commit", round: round.id, commitment, all });
  }

  private async allOf({ id, commitments }: Round): Promise<string> {
    return this.members.every((member) => commitments.has(member)) ? transcriptOf(id, commitments) : "";
  }

  private async onMessage(sender: string, message: Message | null): Promise<void> {
    if (this.over || sender === this.me || !this.members.includes(sender) || !message) return;
    if (message.say === "commit") await this.onCommitment(sender, message);
    else if (message.say === "reveal") await this.onReveal(sender, message);
    else if (message.say === "sealed") {
      if (this.round) await this.exchange.hear(this.round, sender, message);
    }
    // Who agrees for the first time is not deaf to what comes in the clear, and may begin anew with who gave up.
    else if (message.say === "give_up" && (this.phase !== "agreeing" || this.exchange.keys)) this.stand("abandoned");
  }

  private async onCommitment(sender: string, commit: Commit): Promise<void> {
    const { round, commitment } = commit;
    const known = this.heard.get(sender);
    const anew = known?.round !== round || known.commitment !== commitment;
    this.heard.set(sender, commit);
    if (!this.round || round !== (await roundOf(this.call, this.members))) return;
    // Since somebody left, the keys are those of a round of more members.
    if (round !== this.round.id) {
      await this.begin();
      return;
    }
    // What was revealed is no secret any more: whoever commits themselves afterwards is answered with another key, and so is
    // everybody else.
    if (this.round.transcript !== null && anew) {
      for (const member of this.members) if (member !== sender) this.heard.delete(member);
      await this.begin();
      return;
    }
    this.round.commitments.set(sender, commitment);
    if (anew) {
      this.progress();
      await this.sayCommitment(this.round, sender);
    }
    if (this.round.transcript === null) await this.revealWhenAll();
  }

  private async revealWhenAll(): Promise<void> {
    const { round } = this;
    const all = round && (await this.allOf(round));
    const others = this.members.filter((member) => member !== this.me);
    // Once all say that they have the same: who revealed to one that was answered meanwhile would begin anew, and so would the other.
    if (!round || !all || !others.every((member) => this.heard.get(member)?.all === all)) return;
    if (!this.reveals.take()) {
      this.stand("exhausted");
      return;
    }
    round.transcript = all;
    this.sayReveal(round);
    await this.connect(round);
  }

  private sayReveal({ transcript, own }: Round): void {
    if (transcript !== null) this.say(null, { say: "reveal", transcript, ...own.reveal });
  }

  private async onReveal(sender: string, message: Message & { say: "reveal" }): Promise<void> {
    const { round } = this;
    if (!round) return;
    if (round.reveals.get(sender)?.transcript !== message.transcript) this.progress();
    round.reveals.set(sender, message);
    await this.connect(round);
  }

  /** With all reveals of this transcript: each is held against its commitment, and gets a channel. */
  private async connect(round: Round): Promise<void> {
    const { transcript, own, reveals } = round;
    const others = this.members.filter((member) => member !== this.me);
    if (transcript === null || round.key !== null) return;
    if (!others.every((member) => reveals.get(member)?.transcript === transcript)) return;
    const publicKeys = new Map([[this.me, own.reveal.publicKey]]);
    for (const member of others) {
      const theirs = reveals.get(member) as Reveal;
      const wanted = await commitment(this.call, round.id, member, theirs);
      if (wanted !== round.commitments.get(member)) throw new Error("a key that nobody committed to");
      const channel = await Channel.between(own.secret, theirs.publicKey, transcript, this.me, member);
      round.peers.set(member, { channel, has: false, kids: [], among: "", done: null });
      publicKeys.set(member, theirs.publicKey);
    }
    this.code = await codeOf(transcript, publicKeys);
    await this.exchange.give(round);
  }

  private async sayAgain(): Promise<void> {
    const { round } = this;
    if (!round || this.over || this.phase === "agreed") return;
    // Who gave up meanwhile begins anew with who commits themselves.
    await this.sayCommitment(round);
    if (!isHad(round)) this.sayReveal(round);
    await this.exchange.giveAgain(round);
  }

  private say(to: string | null, message: Message): void {
    this.hands.say(to, encode(message));
  }

  private stand(phase: Phase): void {
    const changed = phase !== this.phase;
    this.phase = phase;
    const agreed = phase === "agreed";
    if (changed) this.hands.stands({ phase, code: agreed ? this.code : [], keys: agreed ? this.exchange.keys : null });
  }
}
