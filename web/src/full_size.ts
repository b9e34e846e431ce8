import { effect, type ReadonlySignal } from "@preact/signals";
import type { MediaLink } from "./rtc";
import { LAYOUT } from "./rtc_layout";
import { upOf } from "./voice_first";

const LOOK_MS = 1000;
/** With so much of what the camera may send there is room for the whole picture. */
const WIDE = 0.6;
/** Looks in a row without a loss before anything is tried. */
const WHOLE = 2;
/** What was done in vain is done again after so long, and after twice as long each time. */
const AGAIN_MS = 5000;
const LONGEST_AGAIN_MS = 240_000;
/** A picture that was whole for so long has its place: the next one that gets small counts as the first. */
const SETTLED_MS = 60_000;

/** What the sender's reports tell of the picture and of the line up. */
export interface Sent {
  /** The picture is smaller or slower than the camera's because of the line. */
  limited: boolean;
  /** Bit/s that the browser believes the line carries; `null` where it does not tell. */
  available: number | null;
  /** Of the voice, the share that the server's last report says was lost. */
  lost: number;
}

/** `lift`: take the line for twice as wide. `restore`: begin again with the whole picture. */
export type Step = "lift" | "restore" | null;

class Tries {
  private notBefore = 0;
  private wait = AGAIN_MS;

  due(at: number): boolean {
    if (at < this.notBefore) return false;
    this.notBefore = at + this.wait;
    this.wait = Math.min(LONGEST_AGAIN_MS, 2 * this.wait);
    return true;
  }

  forget(): void {
    this.notBefore = 0;
    this.wait = AGAIN_MS;
  }
}

/** Decides what to do for a picture that a narrow line made small, once the line is good again. `at` in milliseconds. */
export class FullSize {
  private whole = 0;
  private limitedAt = 0;
  private readonly lifts = new Tries();
  private readonly restores = new Tries();

  look({ limited, available, lost }: Sent, limit: number, at: number): Step {
    this.whole = lost > 0 ? 0 : this.whole + 1;
    if (!limited) {
      if (at - this.limitedAt >= SETTLED_MS) for (const tries of [this.lifts, this.restores]) tries.forget();
      return null;
    }
    this.limitedAt = at;
    if (this.whole < WHOLE) return null;
    if (available === null || available >= WIDE * limit) return this.restores.due(at) ? "restore" : null;
    return this.lifts.due(at) ? "lift" : null;
  }
}

/** Of the picture of the transceiver `mid`: a shared screen may be limited beside it. */
export function sentOf(report: readonly Record<string, unknown>[], mid: string | null): Sent {
  const own = report.filter((one) => one.type === "outbound-rtp" && one.mid === mid);
  const limited = own.some((one) => one.qualityLimitationReason === "bandwidth");
  return { limited, ...upOf(report) };
}

/** Browsers on libwebrtc raise a low estimate by 8 % a second; a first estimate in the answer, when it is another, holds at once. */
async function lift(pc: RTCPeerConnection, available: number): Promise<void> {
  const sdp = pc.remoteDescription?.sdp.replace(/(x-google-start-bitrate=)\d+/g, `$1${Math.round(available / 500)}`);
  if (!sdp) return;
  await pc.setLocalDescription();
  await pc.setRemoteDescription({ type: "answer", sdp });
}

/** Browsers on libwebrtc leave a picture small for as long as its scene is rich; with another preference they begin anew. */
async function restore(sender: RTCRtpSender): Promise<void> {
  const usual = preferenceOf(sender.getParameters());
  const other = usual === "balanced" ? "maintain-framerate" : "balanced";
  for (const [from, to] of [
    [usual, other],
    [other, usual],
  ] as const) {
    const parameters = sender.getParameters();
    if (preferenceOf(parameters) !== from) return; // somebody chose meanwhile
    await sender.setParameters({ ...parameters, degradationPreference: to });
  }
}

function preferenceOf(parameters: RTCRtpSendParameters): RTCDegradationPreference {
  return parameters.degradationPreference ?? "balanced";
}

/** In a call: makes the own picture whole again after a dip of the line. */
export function keepSize(link: MediaLink, live: ReadonlySignal<boolean>): void {
  const size = new FullSize();
  let timer: ReturnType<typeof setInterval> | undefined;
  const look = async () => {
    const pc = link.connection.peek();
    const camera = pc?.getTransceivers()[LAYOUT.findIndex((place) => place.name === "camera")];
    const sender = camera?.sender;
    const limit = sender?.getParameters().encodings[0]?.maxBitrate;
    const report = await pc?.getStats?.();
    if (!pc || !report || !camera || !sender?.track || !limit || !link.settled) return;
    const sent = sentOf([...report.values()], camera.mid);
    const step = size.look(sent, limit, performance.now());
    if (step === "restore") await restore(sender);
    else if (step === "lift") await lift(pc, sent.available ?? 0);
  };
  effect(() => {
    clearInterval(timer);
    // A connection that closes meanwhile refuses everything.
    if (live.value) timer = setInterval(() => void look().catch(() => undefined), LOOK_MS);
  });
}
