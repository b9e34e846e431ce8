import type { Stream } from "./frames";
import type { SenderKey } from "./pairwise";

/** Which way a stream goes, seen from this page, and what it shows. */
export interface Place {
  /** Of which of the page's connections it is, and where it stands in the layout. */
  connection: number;
  at: number;
  way: "out" | "in";
  stream: Stream;
}

/** As it comes from the codec or the network. */
export interface Frame {
  data: ArrayBuffer;
}

/** Where frames come from, and where they go on. */
export interface FrameStreams {
  readonly readable: ReadableStream<Frame>;
  readonly writable: WritableStream<Frame>;
}

/** What the page tells the worker. */
export type Told =
  /** All frames of this stream go through it, where the browser has no transforms. */
  | ({ tell: "pass"; options: Place } & FrameStreams)
  /** What goes out is sealed with this key from now on. */
  | { tell: "send"; key: SenderKey }
  | { tell: "receive"; key: SenderKey }
  | { tell: "forget"; kids: readonly bigint[] }
  /** From now on nothing in the clear comes in or goes out. */
  | { tell: "only_sealed" }
  /** Nothing is sealed any more, and no key is known. */
  | { tell: "clear" };

/**
 * What the worker tells the page: from now on frames of this stream go out sealed under this key, or come in and are opened; `null`: they
 * go or come in the clear.
 */
export interface Sealed {
  connection: number;
  at: number;
  kid: bigint | null;
}

/** The other thing that it tells: sealing and opening take longer than there is between two frames. */
export type Heard = Sealed | "behind";
