import type { Stream } from "./frames";
import type { SenderKey } from "./pairwise";

/** Which way a stream goes, seen from this page, and what it shows. */
export interface Place {
  /** Of which of the page's connections it is. */
  connection: number;
  way: "out" | "in";
  stream: Stream;
}

/** What the page tells the worker. */
export type Told =
  /** What goes out is sealed with this key from now on. */
  | { tell: "send"; key: SenderKey }
  | { tell: "receive"; key: SenderKey }
  | { tell: "forget"; kid: bigint }
  /** From now on nothing in the clear comes in or goes out. */
  | { tell: "only_sealed" }
  /** Nothing is sealed any more, and no key is known. */
  | { tell: "clear" };

/**
 * What the worker tells the page: what goes out, and on which connections frames went out sealed, and came in sealed and were
 * opened, since the keys were cleared.
 */
export interface Counted {
  /** How often the keys were cleared. */
  cleared: number;
  sealing: boolean;
  out: readonly number[];
  in: readonly number[];
}
