import { type Channel, kidOf, type Own, type Reveal, type SenderKey } from "./pairwise";

/** One of the others in a round. */
export interface Peer {
  channel: Channel;
  has: boolean;
  /** Its keys that came in this round, the present one last. */
  kids: string[];
  /** The round whose members its present key is for: another one once somebody left. */
  among: string;
  /** Under which of its keys all goes that it sends. */
  done: string | null;
}

/** From the commitments of its members to their keys. */
export interface Round {
  id: string;
  own: Own;
  commitments: Map<string, string>;
  reveals: Map<string, { transcript: string } & Reveal>;
  /** Once all have committed themselves: what this page revealed its key to. */
  transcript: string | null;
  peers: Map<string, Peer>;
  key: SenderKey | null;
  /** The round of those who are left of it. */
  among: string;
  generation: number;
}

export function isHad({ key, peers }: Round): boolean {
  return key !== null && [...peers.values()].every((peer) => peer.has);
}

/** All go under keys that are for those alone who are there now. */
export function isDone({ among, peers }: Round): boolean {
  return [...peers.values()].every((peer) => isDoneBy(peer, among));
}

/** All that this one sends goes under a key for those alone who are there now. */
export function isDoneBy(peer: Peer, among: string): boolean {
  return peer.among === among && peer.done === peer.kids.at(-1);
}

/** The id of the next key of `me`. */
export function nextKid({ transcript, generation, commitments }: Round & { transcript: string }, me: string): bigint {
  return kidOf(transcript, generation, [...commitments.keys()].sort().indexOf(me));
}
