import type { Place as Line } from "../rtc_layout";
import type { Stream } from "./frames";
import type { Place } from "./worker_messages";

type Transforming = { transform: unknown };
declare const RTCRtpScriptTransform: new (worker: Worker, place: Place) => unknown;

/** Has all frames of a connection go through the worker. Before they are offered: else Chromium 156 gives it none. */
export function attach(pc: RTCPeerConnection, worker: Worker, connection: number, layout: readonly Line[]): void {
  pc.getTransceivers().forEach((transceiver, at) => {
    const place = layout[at];
    if (!place) return;
    const stream: Stream =
      place.kind === "audio" ? "audio" : place.name === "screen" || place.name === "screen0" ? "screen" : "camera";
    const way = place.direction === "sendonly" ? "out" : "in";
    const end = (way === "out" ? transceiver.sender : transceiver.receiver) as unknown as Transforming;
    end.transform ??= new RTCRtpScriptTransform(worker, { connection, at, way, stream });
  });
}
