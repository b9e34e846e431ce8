import type { Bytes } from "./bytes";
import { FIRST_CTR, isSealed, openFrame, sealFrame } from "./frames";
import { Replay } from "./replay";
import { deriveKey, type FrameKey } from "./sframe";
import type { Counted, Place, Told } from "./worker_messages";

// The worker that each frame goes through between the browser's codec and its network (RTCRtpScriptTransform).

interface Frame {
  data: ArrayBuffer;
}

interface Transformer {
  readonly options: Place;
  readonly readable: ReadableStream<Frame>;
  readonly writable: WritableStream<Frame>;
  sendKeyFrameRequest?(): Promise<void>;
}

interface Scope {
  addEventListener(name: "rtctransform", hear: (event: { transformer: Transformer }) => void): void;
  addEventListener(name: "message", hear: (event: { data: Told }) => void): void;
  postMessage(counted: Counted): void;
}

const scope = self as unknown as Scope;
/** As often as a keyframe is asked for because of frames that did not open. */
const ASK_MS = 500;

let sending: Promise<FrameKey> | null = null;
let counter = FIRST_CTR;
let onlySealed = false;
let keys = new Map<bigint, FrameKey>();
/** Keys are derived one after the other, so that the last word counts. */
let deriving: Promise<void> = Promise.resolve();
let cleared = 0;
/** The connections on which frames went out sealed; on which such came in and were opened. */
const went = { out: new Set<number>(), in: new Set<number>() };

function tell(): void {
  scope.postMessage({ cleared, sealing: sending !== null, out: [...went.out], in: [...went.in] });
}

function note({ connection, way }: Place): void {
  if (went[way].has(connection)) return;
  went[way].add(connection);
  tell();
}

function hear(told: Told): void {
  if (told.tell === "send") {
    sending = deriveKey(told.key.kid, told.key.base);
    counter = FIRST_CTR;
    tell();
  } else if (told.tell === "only_sealed") onlySealed = true;
  else if (told.tell === "clear") {
    sending = null;
    onlySealed = false;
    cleared++;
    went.out.clear();
    went.in.clear();
    deriving = deriving.then(() => {
      keys = new Map();
    });
    tell();
  } else deriving = deriving.then(() => change(told));
}

async function change(told: Told & { tell: "receive" | "forget" }): Promise<void> {
  if (told.tell === "forget") keys.delete(told.kid);
  else keys.set(told.key.kid, await deriveKey(told.key.kid, told.key.base));
}

/** `null`: it goes nowhere. */
async function leaving(stream: Place["stream"], data: Bytes): Promise<Bytes | null> {
  if (!sending) return onlySealed ? null : data;
  // Before anything is waited for: no two frames have the same.
  const ctr = counter++;
  return sealFrame(await sending, ctr, stream, data);
}

class Arrivals {
  private readonly came = new Map<FrameKey, Replay>();

  async take(stream: Place["stream"], data: Bytes): Promise<Bytes | null> {
    if (!isSealed(stream, data)) return onlySealed ? null : data;
    await deriving;
    const replay = (kid: bigint) => this.of(keys.get(kid) as FrameKey);
    const opened = await openFrame(keys, (kid, ctr) => replay(kid).isNew(ctr), stream, data);
    if (typeof opened === "string") return null;
    if (keys.has(opened.kid)) replay(opened.kid).came(opened.ctr);
    return opened.data;
  }

  private of(key: FrameKey): Replay {
    const known = this.came.get(key) ?? new Replay();
    this.came.set(key, known);
    return known;
  }
}

function askForKeyframe(transformer: Transformer): () => void {
  let asked = Number.NEGATIVE_INFINITY;
  return () => {
    if (transformer.options.stream === "audio" || performance.now() - asked < ASK_MS) return;
    asked = performance.now();
    transformer.sendKeyFrameRequest?.().catch(() => undefined);
  };
}

function pass(transformer: Transformer): void {
  const { way, stream } = transformer.options;
  const arrivals = new Arrivals();
  const ask = askForKeyframe(transformer);
  const through = new TransformStream<Frame, Frame>({
    async transform(frame, controller) {
      const data = new Uint8Array(frame.data);
      const before = cleared;
      // What cannot be sealed or opened is dropped: an error would end the stream.
      const result = await (way === "out" ? leaving(stream, data) : arrivals.take(stream, data)).catch(() => null);
      if (result === null) {
        if (way === "in") ask();
        return;
      }
      if (result !== data) {
        frame.data = result.buffer;
        if (cleared === before) note(transformer.options);
      }
      controller.enqueue(frame);
    },
  });
  void transformer.readable
    .pipeThrough(through)
    .pipeTo(transformer.writable)
    .catch(() => undefined);
}

scope.addEventListener("rtctransform", ({ transformer }) => pass(transformer));
scope.addEventListener("message", ({ data }) => hear(data));
