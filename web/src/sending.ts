import { encoderLimit, LAYOUT } from "./rtc_layout";

/** How the camera and the microphone are sent: what each may spend, and which of them goes first. */
export interface Shape {
  /** Bit/s for the camera: its cap. */
  limit: number;
  /** Somebody understands by the picture, as with sign language. */
  pictureFirst: boolean;
  /** Somebody asked for less data. */
  low: boolean;
  /** The line has room for a voice alone. */
  narrow: boolean;
}

const VOICE = 24_000;
/** Where nobody listens first, sound leaves the line to the picture. */
const VOICE_BESIDE_SIGNS = 16_000;
/** With headers 39 kbit/s of the line. */
const VOICE_ALONE = 16_000;
const SIGNS_PER_SECOND = 24;
const LOW_PER_SECOND = 12;
/** No limit: with one of 30 browsers drop every third frame of a camera that gives 30, whose frames never come evenly. */
const ALL_PER_SECOND = 60;

/** What the senders are told. With signs the picture gets smaller, never slower than 20 a second; else less data is both. */
export function sendingOf(shape: Shape): { camera: RTCRtpEncodingParameters; microphone: RTCRtpEncodingParameters } {
  const { limit, pictureFirst, low, narrow } = shape;
  return {
    camera: {
      maxBitrate: encoderLimit(limit, low),
      maxFramerate: low && !pictureFirst ? LOW_PER_SECOND : pictureFirst ? SIGNS_PER_SECOND : ALL_PER_SECOND,
      scaleResolutionDownBy: low ? 2 : 1,
      priority: pictureFirst ? "high" : "low",
      networkPriority: pictureFirst ? "high" : "low",
    },
    microphone: {
      maxBitrate: pictureFirst ? VOICE_BESIDE_SIGNS : narrow ? VOICE_ALONE : VOICE,
      priority: pictureFirst ? "low" : "high",
      networkPriority: pictureFirst ? "low" : "high",
    },
  };
}

const told = new WeakMap<RTCRtpSender, string>();

/**
 * Tells a connection's senders; what a browser does not know it leaves out. Who is told already is not told again: encoders
 * begin anew with new parameters, and a call's first picture would wait for that.
 */
export async function shapeSending(pc: RTCPeerConnection, shape: Shape): Promise<void> {
  const wanted = sendingOf(shape);
  await Promise.all(
    (["camera", "microphone"] as const).map(async (name) => {
      const sender = pc.getTransceivers()[LAYOUT.findIndex((place) => place.name === name)]?.sender;
      if (!sender) return;
      const hint = shape.pictureFirst ? "motion" : "";
      if (name === "camera" && sender.track && sender.track.contentHint !== hint) sender.track.contentHint = hint;
      const telling = JSON.stringify([wanted[name], shape.pictureFirst]);
      if (told.get(sender) === telling) return;
      const parameters = sender.getParameters() as RTCRtpSendParameters & { degradationPreference?: string };
      told.set(sender, telling);
      for (const encoding of parameters.encodings) Object.assign(encoding, wanted[name]);
      if (name === "camera") parameters.degradationPreference = shape.pictureFirst ? "maintain-framerate" : "balanced";
      await sender.setParameters(parameters).catch(() => told.delete(sender));
    }),
  );
}
