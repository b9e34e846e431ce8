import type { Place as Line } from "../rtc_layout";
import type { Stream } from "./frames";
import type { FrameStreams, Place, Told } from "./worker_messages";

/** Of a sender or receiver: what the standard has, and what Chromium up to 140 has in its place. */
type Transforming = { transform?: unknown; createEncodedStreams?: () => FrameStreams };
declare const RTCRtpScriptTransform: new (worker: Worker, place: Place) => unknown;

/** Those whose streams were taken. */
const taken = new WeakSet<Transforming>();

/**
 * Whether this browser gives frames to a worker: by transforms, or by streams. Of phones with Android 8 and 9, Chrome 138 is the
 * last one.
 */
export function givesFrames(): boolean {
  return hasTransforms() || (typeof RTCRtpSender !== "undefined" && "createEncodedStreams" in RTCRtpSender.prototype);
}

/** What a connection is made with whose frames go through a worker. */
export function configuration(): RTCConfiguration {
  return hasTransforms() ? {} : ({ encodedInsertableStreams: true } as RTCConfiguration);
}

/**
 * Has all frames of a connection go through the worker. Before they are offered, in the same turn in which its m-lines were added: else
 * Chromium gives it none.
 */
export function attach(pc: RTCPeerConnection, worker: Worker, connection: number, layout: readonly Line[]): void {
  pc.getTransceivers().forEach((transceiver, at) => {
    const place = layout[at];
    if (!place) return;
    const stream: Stream =
      place.kind === "audio" ? "audio" : place.name === "screen" || place.name === "screen0" ? "screen" : "camera";
    const way = place.direction === "sendonly" ? "out" : "in";
    const end = (way === "out" ? transceiver.sender : transceiver.receiver) as unknown as Transforming;
    const options = { connection, at, way, stream } as const;
    if (hasTransforms()) end.transform ??= new RTCRtpScriptTransform(worker, options);
    else giveStreams(end, worker, options);
  });
}

function giveStreams(end: Transforming, worker: Worker, options: Place): void {
  if (taken.has(end) || !end.createEncodedStreams) return;
  taken.add(end);
  const { readable, writable } = end.createEncodedStreams();
  const told: Told = { tell: "pass", options, readable, writable };
  worker.postMessage(told, [readable, writable]);
}

function hasTransforms(): boolean {
  return typeof RTCRtpScriptTransform !== "undefined";
}
