import { type Bytes, concat } from "./bytes";
import { decodeHeader, type FrameKey, open, seal } from "./sframe";

/** What a stream shows: bound into each frame, so that none can be given out as one of another stream. */
export type Stream = "audio" | "camera" | "screen";

const LABELS: Readonly<Record<Stream, number>> = { audio: 1, camera: 2, screen: 3 };

// The forwarder finds keyframes by the lowest bit of VP8's first byte (RFC 6386, 9.1), and browsers read a picture's size from
// the first ten bytes of a keyframe before they give it to the transform: these stay readable, and are authenticated. Of sound
// nothing does: nobody on the way needs Opus' first byte, which would tell speech from silence.
const CLEAR_OF_KEYFRAME = 10;
const CLEAR_OF_OTHER = 3;

// A sealed picture says so by a version of VP8 that does not exist (7: RFC 6386, 9.1, knows 0 to 3), a sealed sound by the first
// byte of its header: a key id of two bytes and a longer counter. As Opus it would be narrow-band sound of CELT alone, which no
// browser sends in a call. So no receiver plays what is sealed, whatever it knows.
const NO_VERSION = 0x0e;
const SEALED_SOUND = 0x98;

/** Counters fill at least one byte, key ids two (`kidOf`): so each sealed sound begins alike. */
export const FIRST_CTR = 8n;

function clearBytes(stream: Stream, data: Uint8Array): number {
  if (stream === "audio") return 0;
  return Math.min(data.length, ((data[0] ?? 1) & 1) === 0 ? CLEAR_OF_KEYFRAME : CLEAR_OF_OTHER);
}

export function isSealed(stream: Stream, data: Uint8Array): boolean {
  const first = data[0] ?? 0;
  return stream === "audio" ? (first & 0xf8) === SEALED_SOUND : (first & NO_VERSION) === NO_VERSION;
}

export async function sealFrame(key: FrameKey, ctr: bigint, stream: Stream, data: Bytes): Promise<Bytes> {
  const head = data.slice(0, clearBytes(stream, data));
  const sealed = await seal(key, ctr, metadata(stream, head), data.subarray(head.length));
  // Browsers send version 0 alone: these bits are free, and cleared again in `openFrame`.
  if (stream !== "audio") head[0] = (head[0] ?? 0) | NO_VERSION;
  return concat(head, sealed);
}

/** What is authenticated beside a frame: what its stream shows, and its clear bytes as the encoder made them. */
function metadata(stream: Stream, head: Uint8Array): Bytes {
  return concat(Uint8Array.of(LABELS[stream]), head);
}

/** What became of a sealed frame: its bytes as they were, or why not. */
export type Opened = { data: Bytes; kid: bigint; ctr: bigint } | "cut" | "unknown_key" | "old" | "altered";

export async function openFrame(
  keys: ReadonlyMap<bigint, FrameKey>,
  isNew: (kid: bigint, ctr: bigint) => boolean,
  stream: Stream,
  data: Bytes,
): Promise<Opened> {
  const head = data.slice(0, clearBytes(stream, data));
  const body = data.subarray(head.length);
  const header = decodeHeader(body);
  if (!header) return "cut";
  const key = keys.get(header.kid);
  if (!key) return "unknown_key";
  if (!isNew(header.kid, header.ctr)) return "old";
  if (stream !== "audio") head[0] = (head[0] ?? 0) & ~NO_VERSION;
  try {
    const plain = await open(key, header, metadata(stream, head), body);
    return { data: concat(head, plain), kid: header.kid, ctr: header.ctr };
  } catch {
    return "altered";
  }
}
