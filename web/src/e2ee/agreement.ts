import { fromBase64url, random, toBase64url } from "./bytes";
import { decode, decodeSecret, encode, type Message, type Secret } from "./messages";
import {
  Channel,
  codeOf,
  commitment,
  kidOf,
  makeOwn,
  type Own,
  type Reveal,
  roundOf,
  type SenderKey,
  transcriptOf,
} from "./pairwise";
import { Received } from "./received";
import type { Reveals } from "./reveals";

/**
 * `agreeing`: not all have each other's keys. `sealing`: all have the own one, so that what goes out is sealed. `agreed`: all said
 * the same of themselves. `altered`: a key did not fit its commitment. `exhausted`: begun anew too often.
 */
export type Phase = "agreeing" | "sealing" | "agreed" | "altered" | "exhausted";

export interface Standing {
  phase: Phase;
  /** To be compared by voice, once `agreed`. */
  code: readonly number[];
}

/** What the agreement asks of the page. None of them is waited for. */
export interface Hands {
  /** `to`: `null` for all others. */
  say(to: string | null, body: string): void;
  receive(key: SenderKey): void;
  forget(kid: bigint): void;
  /** Everybody has this key: what goes out is sealed with it from now on. */
  send(key: SenderKey): void;
  stands(standing: Standing): void;
}

const KEY_BYTES = 16;

interface Peer {
  channel: Channel;
  has: boolean;
  done: boolean;
  /** Its key came. */
  came: boolean;
}

interface Round {
  id: string;
  own: Own;
  commitments: Map<string, string>;
  reveals: Map<string, { transcript: string } & Reveal>;
  /** Once all have committed themselves: what this page revealed its key to. */
  transcript: string | null;
  peers: Map<string, Peer>;
  key: SenderKey | null;
  generation: number;
}

/**
 * One member's side of agreeing on keys for a call, by a server that may do whatever it likes. One thing at a time, in the order
 * it came; no clock and no network: `nudge` says again what was not answered.
 */
export class Agreement {
  private members: readonly string[] = [];
  private round: Round | null = null;
  private readonly heard = new Map<string, { round: string; commitment: string }>();
  private phase: Phase = "agreeing";
  private code: readonly number[] = [];
  private readonly received: Received;
  private queue: Promise<void> = Promise.resolve();

  constructor(
    private readonly call: string,
    private readonly me: string,
    private readonly hands: Hands,
    private readonly reveals: Reveals,
  ) {
    this.received = new Received((kid) => hands.forget(kid));
  }

  /** Who takes part now, this page included. */
  take(members: readonly string[]): Promise<void> {
    return this.next(() => this.onMembers([...members].sort()));
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
    return this.phase === "altered" || this.phase === "exhausted";
  }

  private async onMembers(members: readonly string[]): Promise<void> {
    if (this.over || String(members) === String(this.members)) return;
    const gone = this.members.filter((member) => !members.includes(member));
    const joined = members.some((member) => !this.members.includes(member));
    this.members = members;
    for (const member of gone) {
      this.heard.delete(member);
      this.received.leave(member);
      this.round?.peers.delete(member);
    }
    if (joined || !this.round?.key) await this.begin();
    else await this.renewKey();
  }

  /** Who left must not open what is said afterwards: another key, for those who stay. */
  private async renewKey(): Promise<void> {
    if (!this.round) return;
    this.round.generation++;
    await this.giveKey(this.round);
  }

  /** A round with a key of its own. */
  private async begin(): Promise<void> {
    const id = await roundOf(this.call, this.members);
    const own = await makeOwn();
    const generation = (this.round?.generation ?? -1) + 1;
    this.received.age();
    this.round = {
      id,
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
    this.stand("agreeing");
    this.sayCommitment(null);
    await this.revealWhenAll();
  }

  private sayCommitment(to: string | null): void {
    const own = this.round?.commitments.get(this.me);
    if (this.round && own) this.say(to, { say: "commit", round: this.round.id, commitment: own });
  }

  private async onMessage(sender: string, message: Message | null): Promise<void> {
    if (this.over || sender === this.me || !this.members.includes(sender) || !message) return;
    if (message.say === "commit") await this.onCommitment(sender, message);
    else if (message.say === "reveal") await this.onReveal(sender, message);
    else await this.onSealed(sender, message);
  }

  private async onCommitment(sender: string, { round, commitment }: Message & { say: "commit" }): Promise<void> {
    const known = this.heard.get(sender);
    if (known?.round === round && known.commitment === commitment) return;
    this.heard.set(sender, { round, commitment });
    if (!this.round || round !== (await roundOf(this.call, this.members))) return;
    // Since somebody left, the keys are those of a round of more members.
    if (round !== this.round.id) {
      await this.begin();
      return;
    }
    // What was revealed is no secret any more: whoever commits themselves afterwards is answered with another key, and so is
    // everybody else.
    if (this.round.transcript !== null) {
      for (const member of this.members) if (member !== sender) this.heard.delete(member);
      await this.begin();
      return;
    }
    this.round.commitments.set(sender, commitment);
    // They may have come after it was said.
    this.sayCommitment(sender);
    await this.revealWhenAll();
  }

  private async revealWhenAll(): Promise<void> {
    const { round } = this;
    if (!round || !this.members.every((member) => round.commitments.has(member))) return;
    if (!this.reveals.take()) {
      this.stand("exhausted");
      return;
    }
    round.transcript = await transcriptOf(round.id, round.commitments);
    this.sayReveal(round);
    await this.connect(round);
  }

  private sayReveal({ transcript, own }: Round): void {
    if (transcript !== null) this.say(null, { say: "reveal", transcript, ...own.reveal });
  }

  private async onReveal(sender: string, message: Message & { say: "reveal" }): Promise<void> {
    this.round?.reveals.set(sender, message);
    if (this.round) await this.connect(this.round);
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
      round.peers.set(member, { channel, has: false, done: false, came: false });
      publicKeys.set(member, theirs.publicKey);
    }
    this.code = await codeOf(transcript, publicKeys);
    await this.giveKey(round);
  }

  /** A key for what this page sends, to each of the others. */
  private async giveKey(round: Round): Promise<void> {
    if (round.transcript === null) return;
    const kid = kidOf(round.transcript, round.generation, placeOf(round, this.me));
    round.key = { kid, base: random(KEY_BYTES) };
    for (const [member, peer] of round.peers) {
      peer.has = false;
      await this.sayKey(round, member, peer);
    }
    this.settle(round);
  }

  private async sayKey(round: Round, member: string, peer: Peer): Promise<void> {
    if (!round.key) return;
    const { kid, base } = round.key;
    await this.saySealed(round, member, peer, { say: "key", kid: kid.toString(16), base: toBase64url(base) });
  }

  private async saySealed(round: Round, member: string, peer: Peer, secret: Secret): Promise<void> {
    const sealed = await peer.channel.seal(JSON.stringify(secret));
    if (round.transcript !== null) this.say(member, { say: "sealed", transcript: round.transcript, sealed });
  }

  private async onSealed(sender: string, { transcript, sealed }: Message & { say: "sealed" }): Promise<void> {
    const { round } = this;
    const peer = round?.peers.get(sender);
    if (!round || !peer || transcript !== round.transcript) return;
    const secret = decodeSecret(await peer.channel.open(sealed));
    if (secret?.say === "key") await this.onKey(round, sender, peer, secret);
    else if (secret?.say === "have") await this.onHave(round, peer, secret.kid);
    else if (secret?.say === "done") peer.done = true;
    this.settle(round);
  }

  private async onKey(round: Round, sender: string, peer: Peer, { kid, base }: Secret & { say: "key" }): Promise<void> {
    const key = { kid: BigInt(`0x${kid}`), base: fromBase64url(base) };
    if (this.received.add(sender, key.kid)) this.hands.receive(key);
    peer.came = true;
    await this.saySealed(round, sender, peer, { say: "have", kid });
    // Said again to who asks again: the first one may have got lost.
    if (this.isHad(round)) await this.saySealed(round, sender, peer, { say: "done" });
  }

  private async onHave(round: Round, peer: Peer, kid: string): Promise<void> {
    const had = this.isHad(round);
    if (kid === round.key?.kid.toString(16)) peer.has = true;
    if (had || !this.isHad(round) || !round.key) return;
    this.hands.send(round.key);
    for (const [member, other] of round.peers) await this.saySealed(round, member, other, { say: "done" });
  }

  private isHad(round: Round): boolean {
    return round.key !== null && [...round.peers.values()].every((peer) => peer.has);
  }

  private settle(round: Round): void {
    if (!this.isHad(round)) return;
    const all = [...round.peers.values()].every((peer) => peer.done && peer.came);
    this.stand(all ? "agreed" : "sealing");
  }

  private async sayAgain(): Promise<void> {
    const { round } = this;
    if (!round || this.over || this.phase === "agreed") return;
    if (!round.key) {
      this.sayCommitment(null);
      this.sayReveal(round);
      return;
    }
    this.sayReveal(round);
    for (const [member, peer] of round.peers) if (!peer.has || !peer.done) await this.sayKey(round, member, peer);
  }

  private say(to: string | null, message: Message): void {
    this.hands.say(to, encode(message));
  }

  private stand(phase: Phase): void {
    const changed = phase !== this.phase;
    this.phase = phase;
    if (changed) this.hands.stands({ phase, code: phase === "agreed" ? this.code : [] });
  }
}

function placeOf(round: Round, member: string): number {
  return [...round.commitments.keys()].sort().indexOf(member);
}
