import { fromBase64url, random, toBase64url } from "./bytes";
import { decode, decodeSecret, encode, type Message, type Secret } from "./messages";
import { Channel, codeOf, commitment, makeOwn, type Reveal, roundOf, type SenderKey, transcriptOf } from "./pairwise";
import type { Reveals } from "./reveals";
import { isDone, isDoneBy, isHad, nextKid, type Peer, type Round } from "./round";

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
  /** The keys of what this page sends, and of what the others do, once `agreed`. */
  keys: { own: bigint; theirs: readonly bigint[] } | null;
}

export const BEGINNING: Standing = { phase: "agreeing", code: [], keys: null };

/** What the agreement asks of the page. None of them is waited for. */
export interface Hands {
  /** `to`: `null` for all others. */
  say(to: string | null, body: string): void;
  receive(key: SenderKey, sender: string): void;
  /** The keys of who left: they open nothing from now on. */
  forget(kids: readonly bigint[]): void;
  /** Keys in whose place their senders have others now. */
  retire(kids: readonly bigint[]): void;
  /** Everybody has this key: what goes out is sealed with it from now on. */
  send(key: SenderKey): void;
  stands(standing: Standing): void;
}

const KEY_BYTES = 16;

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
  private keys: Standing["keys"] = null;
  /** Of each of the others, the keys that open what it sends: the present one last. */
  private readonly received = new Map<string, bigint[]>();
  private queue: Promise<void> = Promise.resolve();

  constructor(
    private readonly call: string,
    private readonly me: string,
    private readonly hands: Hands,
    private readonly reveals: Reveals,
    /** Something came that was still missing. */
    private readonly progress: () => void = () => undefined,
  ) {}

  /** What opens what the others send. */
  get known(): readonly bigint[] {
    return [...this.received.values()].flat();
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
      this.hands.forget(this.received.get(member) ?? []);
      this.received.delete(member);
      this.round?.peers.delete(member);
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
    await this.giveKey(this.round);
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
    else if (message.say === "sealed") await this.onSealed(sender, message);
    // Who agrees for the first time is not deaf to what comes in the clear, and may begin anew with who gave up.
    else if (message.say === "give_up" && (this.phase !== "agreeing" || this.keys)) this.stand("abandoned");
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
    await this.giveKey(round);
  }

  /** A key for what this page sends, to each of the others. */
  private async giveKey(round: Round): Promise<void> {
    const { transcript } = round;
    if (transcript === null) return;
    round.key = { kid: nextKid({ ...round, transcript }, this.me), base: random(KEY_BYTES) };
    for (const [member, peer] of round.peers) {
      peer.has = false;
      await this.sayKey(round, member, peer);
    }
    this.settle(round);
  }

  private async sayKey(round: Round, member: string, peer: Peer): Promise<void> {
    if (!round.key) return;
    const { among, key } = round;
    const secret: Secret = { say: "key", kid: key.kid.toString(16), base: toBase64url(key.base), among };
    await this.saySealed(round, member, peer, secret);
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
    else if (secret?.say === "done" && secret.kid === peer.kids.at(-1) && secret.kid !== peer.done) {
      peer.done = secret.kid;
      this.progress();
    }
    this.settle(round);
  }

  private async onKey(round: Round, sender: string, peer: Peer, secret: Secret & { say: "key" }): Promise<void> {
    const { kid, base, among } = secret;
    const anew = !peer.kids.includes(kid);
    if (anew) {
      const key = { kid: BigInt(`0x${kid}`), base: fromBase64url(base) };
      this.hands.receive(key, sender);
      this.received.set(sender, [...(this.received.get(sender) ?? []), key.kid]);
      peer.kids.push(kid);
      peer.among = among;
      this.progress();
    } else if (kid !== peer.kids.at(-1)) return; // played again: who left has it too
    await this.saySealed(round, sender, peer, { say: "have", kid });
    // Said again to who asks again: the first one may have got lost.
    if (!anew) await this.sayDone(round, sender, peer);
  }

  private async sayDone(round: Round, member: string, peer: Peer): Promise<void> {
    if (round.key && isHad(round))
      await this.saySealed(round, member, peer, { say: "done", kid: round.key.kid.toString(16) });
  }

  private async onHave(round: Round, peer: Peer, kid: string): Promise<void> {
    const had = isHad(round);
    if (kid === round.key?.kid.toString(16) && !peer.has) {
      peer.has = true;
      this.progress();
    }
    if (had || !isHad(round) || !round.key) return;
    this.hands.send(round.key);
    for (const [member, other] of round.peers) await this.sayDone(round, member, other);
  }

  private settle(round: Round): void {
    if (!isHad(round)) return;
    if (isDone(round)) this.agree(round);
    else this.stand("sealing");
  }

  private agree(round: Round): void {
    if (this.phase === "agreed" || !round.key) return;
    for (const [member, kids] of this.received) {
      this.hands.retire(kids.slice(0, -1).filter((kid) => kid !== kids.at(-1)));
      this.received.set(member, kids.slice(-1));
    }
    this.keys = { own: round.key.kid, theirs: this.known };
    this.stand("agreed");
  }

  private async sayAgain(): Promise<void> {
    const { round } = this;
    if (!round || this.over || this.phase === "agreed") return;
    // Who gave up meanwhile begins anew with who commits themselves.
    await this.sayCommitment(round);
    if (!isHad(round)) this.sayReveal(round);
    for (const [member, peer] of round.peers)
      if (!peer.has || !isDoneBy(peer, round.among)) await this.sayKey(round, member, peer);
  }

  private say(to: string | null, message: Message): void {
    this.hands.say(to, encode(message));
  }

  private stand(phase: Phase): void {
    const changed = phase !== this.phase;
    this.phase = phase;
    const agreed = phase === "agreed";
    if (changed) this.hands.stands({ phase, code: agreed ? this.code : [], keys: agreed ? this.keys : null });
  }
}
