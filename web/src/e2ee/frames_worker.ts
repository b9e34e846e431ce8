import type { Bytes } from "./bytes";
import { FIRST_CTR, isSealed, openFrame, type Stream, sealFrame } from "./frames";
import { Replay } from "./replay";
import { deriveKey, type FrameKey } from "./sframe";
import { Strain } from "./strain";
import type { Frame, FrameStreams, Heard, Place, Told } from "./worker_messages";

// The worker that each frame goes through between the browser's codec and its network.

/** An `RTCRtpScriptTransformer`, or what stands for one: that cannot ask for keyframes, which the browser does by itself later. */
interface Transformer extends FrameStreams {
  readonly options: Place;
  sendKeyFrameRequest?(): Promise<void>;
}

interface Scope {
  addEventListener(name: "rtctransform", hear: (event: { transformer: Transformer }) => void): void;
  addEventListener(name: "message", hear: (event: { data: Told }) => void): void;
  postMessage(heard: Heard | "ready"): void;
}

const scope = self as unknown as Scope;
/** As often as a keyframe is asked for because of frames that did not open. */
const ASK_MS = 500;

let sending: Promise<FrameKey> | null = null;
let counter = FIRST_CTR;
let onlySealed = false;
let keys = new Map<bigint, FrameKey>();
/** How often all was cleared: the page knows nothing of what went under keys before. */
let cleared = 0;
/** Keys are derived one after the other, so that the last word counts. */
let deriving: Promise<void> = Promise.resolve();
/** Of each key, what came under it, whichever slot it came in. */
const came = new WeakMap<FrameKey, Record<Stream, Replay>>();

function replayOf(key: FrameKey): Record<Stream, Replay> {
  const known = came.get(key) ?? { audio: new Replay(), camera: new Replay(), screen: new Replay() };
  came.set(key, known);
  return known;
}

function hear(told: Told): void {
  if (told.tell === "pass") pass(told);
  else if (told.tell === "send") {
    sending = deriveKey(told.key.kid, told.key.base);
    counter = FIRST_CTR;
  } else if (told.tell === "only_sealed") onlySealed = true;
  else if (told.tell === "clear") {
    sending = null;
    onlySealed = false;
    cleared++;
    deriving = deriving.then(() => {
      keys = new Map();
    });
  } else deriving = deriving.then(() => change(told));
}

async function change(told: Told & { tell: "receive" | "forget" }): Promise<void> {
  if (told.tell === "forget") for (const kid of told.kids) keys.delete(kid);
  else keys.set(told.key.kid, await deriveKey(told.key.kid, told.key.base));
}

/** `kid`: under which key it was sealed; `null`: in the clear. */
type Passed = { data: Bytes; kid: bigint | null };

/** `null`: it goes nowhere. */
async function leaving(stream: Stream, data: Bytes): Promise<Passed | null> {
  if (!sending) return onlySealed ? null : { data, kid: null };
  // Before anything is waited for: no two frames have the same.
  const ctr = counter++;
  const key = await sending;
  return { data: await sealFrame(key, ctr, stream, data), kid: key.kid };
}

async function coming(stream: Stream, data: Bytes): Promise<Passed | null> {
  if (!isSealed(stream, data)) return onlySealed ? null : { data, kid: null };
  await deriving;
  const isNew = (kid: bigint, ctr: bigint) => replayOf(keys.get(kid) as FrameKey)[stream].isNew(ctr);
  const opened = await openFrame(keys, isNew, stream, data);
  if (typeof opened === "string") return null;
  const key = keys.get(opened.kid);
  // Forgotten meanwhile.
  if (!key) return null;
  replayOf(key)[stream].came(opened.ctr);
  return opened;
}

function askForKeyframe(transformer: Transformer): () => void {
  let asked = Number.NEGATIVE_INFINITY;
  return () => {
    if (transformer.options.stream === "audio" || performance.now() - asked < ASK_MS) return;
    asked = performance.now();
    transformer.sendKeyFrameRequest?.().catch(() => undefined);
  };
}

/** Tells the page under which key this stream goes, or that it goes in the clear, where that is not what the page knows. */
function noteChanges({ connection, at }: Place): (kid: bigint | null) => void {
  let known: string | undefined;
  return (kid) => {
    // A later key may have the id of one from before all was cleared.
    const now = kid === null ? "clear" : `${cleared} ${kid}`;
    if (now !== known) scope.postMessage({ connection, at, kid });
    known = now;
  };
}

function pass(transformer: Transformer): void {
  const { way, stream } = transformer.options;
  const ask = askForKeyframe(transformer);
  const note = noteChanges(transformer.options);
  const strain = new Strain();
  const through = new TransformStream<Frame, Frame>({
    async transform(frame, controller) {
      const data = new Uint8Array(frame.data);
      const from = performance.now();
      // What cannot be sealed or opened is dropped: an error would end the stream.
      const passed = await (way === "out" ? leaving : coming)(stream, data).catch(() => null);
      if (strain.isTooMuch(from, performance.now())) scope.postMessage("behind");
      if (passed === null) {
        if (way === "in") {
          ask();
          if (data.length > 0 && !isSealed(stream, data)) note(null);
        }
        return;
      }
      if (passed.kid !== null) frame.data = passed.data.buffer;
      note(passed.kid);
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
scope.postMessage("ready");
