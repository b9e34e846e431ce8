import { fromBase64url, random, toBase64url } from "./bytes";
import { decodeSecret, type Message, type Secret } from "./messages";
import type { SenderKey } from "./pairwise";
import { isDone, isDoneBy, isHad, nextKid, type Peer, type Round } from "./round";

/** The keys of what this page sends, and of what the others do. */
export interface Keys {
  own: bigint;
  theirs: readonly bigint[];
}

/** What becomes of keys. */
export interface KeyHands {
  receive(key: SenderKey, sender: string): void;
  /** The keys of who left: they open nothing from now on. */
  forget(kids: readonly bigint[]): void;
  /** Keys in whose place their senders have others now. */
  retire(kids: readonly bigint[]): void;
  /** Everybody has this key: what goes out is sealed with it from now on. */
  send(key: SenderKey): void;
}

/** What an agreement does for its exchange. */
interface Acts {
  say(to: string, message: Message): void;
  stand(phase: "sealing" | "agreed"): void;
  /** Something came that was still missing. */
  progress(): void;
}

const KEY_BYTES = 16;

/**
 * Gives the others the key of what this page sends, and takes theirs, through the channels that the members of a round have to each
 * other.
 */
export class KeyExchange {
  /** Of each of the others, the keys that open what it sends: the present one last. */
  private readonly received = new Map<string, bigint[]>();
  /** Those that were agreed on last; `null` until all agreed for the first time. */
  keys: Keys | null = null;

  constructor(
    private readonly me: string,
    private readonly hands: KeyHands,
    private readonly acts: Acts,
  ) {}

  /** What opens what the others send. */
  get known(): readonly bigint[] {
    return [...this.received.values()].flat();
  }

  /** Who left. */
  forget(member: string): void {
    this.hands.forget(this.received.get(member) ?? []);
    this.received.delete(member);
  }

  /** A new key for what this page sends, to each of the others. */
  async give(round: Round): Promise<void> {
    const { transcript } = round;
    if (transcript === null) return;
    round.key = { kid: nextKid({ ...round, transcript }, this.me), base: random(KEY_BYTES) };
    for (const [member, peer] of round.peers) {
      peer.has = false;
      await this.sayKey(round, member, peer);
    }
    this.settle(round);
  }

  /** To those alone of whom something is missing. */
  async giveAgain(round: Round): Promise<void> {
    for (const [member, peer] of round.peers)
      if (!peer.has || !isDoneBy(peer, round.among)) await this.sayKey(round, member, peer);
  }

  async hear(round: Round, sender: string, { transcript, sealed }: Message & { say: "sealed" }): Promise<void> {
    const peer = round.peers.get(sender);
    if (!peer || transcript !== round.transcript) return;
    const secret = decodeSecret(await peer.channel.open(sealed));
    if (secret?.say === "key") await this.onKey(round, sender, peer, secret);
    else if (secret?.say === "have") await this.onHave(round, peer, secret.kid);
    else if (secret?.say === "done" && secret.kid === peer.kids.at(-1) && secret.kid !== peer.done) {
      peer.done = secret.kid;
      this.acts.progress();
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
    if (round.transcript !== null) this.acts.say(member, { say: "sealed", transcript: round.transcript, sealed });
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
      this.acts.progress();
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
      this.acts.progress();
    }
    if (had || !isHad(round) || !round.key) return;
    this.hands.send(round.key);
    for (const [member, other] of round.peers) await this.sayDone(round, member, other);
  }

  private settle(round: Round): void {
    if (!isHad(round)) return;
    if (isDone(round)) this.agree(round);
    else this.acts.stand("sealing");
  }

  private agree({ key }: Round): void {
    if (!key) return;
    for (const [member, kids] of this.received) {
      this.hands.retire(kids.slice(0, -1).filter((kid) => kid !== kids.at(-1)));
      this.received.set(member, kids.slice(-1));
    }
    this.keys = { own: key.kid, theirs: this.known };
    this.acts.stand("agreed");
  }
}
