import { computed, signal } from "@preact/signals";
import { type Environment, environment, type Trouble, troubleOf } from "./trouble";

export type Choice = "camera_and_microphone" | "microphone";
type Kind = "camera" | "microphone";

const REMEMBERED = "audiencia:devices";

interface Remembered {
  choice?: Choice | "none";
  camera?: string;
  microphone?: string;
}

/** Camera and microphone of this browser: opening, choosing, muting, closing; troubles by cause. */
export class Devices {
  readonly camera = signal<MediaStreamTrack | null>(null);
  readonly microphone = signal<MediaStreamTrack | null>(null);
  readonly muted = signal(false);
  readonly cameraOff = signal(false);
  readonly opening = signal(false);
  readonly trouble = signal<Trouble | null>(null);
  readonly list = signal<readonly MediaDeviceInfo[]>([]);
  readonly open = computed(() => this.microphone.value !== null || this.camera.value !== null);
  /** Counts requests: an answer of the browser to an older one is closed at once. */
  private asked = 0;

  constructor(private readonly where: () => Environment = environment) {}

  /** Opens what the person chose. False when that failed: `trouble` says why. */
  async start(choice: Choice): Promise<boolean> {
    const mine = ++this.asked;
    this.opening.value = true;
    this.trouble.value = null;
    try {
      const stream = await request(choice, remembered());
      if (mine !== this.asked) {
        for (const track of stream.getTracks()) track.stop();
        return false;
      }
      this.take(stream);
      void this.refreshList();
      return true;
    } catch (error) {
      if (mine === this.asked) this.trouble.value = troubleOf(error, this.where());
      return false;
    } finally {
      if (mine === this.asked) this.opening.value = false;
    }
  }

  /** Opens the choice, and with no usable camera at least the microphone: for a call that has already begun. */
  async startSomehow(choice: Choice): Promise<boolean> {
    if (await this.start(choice)) return true;
    return choice === "camera_and_microphone" && this.trouble.value !== "denied" && this.start("microphone");
  }

  /** Changes to another device of the kind, and remembers it. */
  async select(kind: Kind, deviceId: string): Promise<void> {
    remember({ [kind]: deviceId });
    await this.start(this.camera.value || kind === "camera" ? "camera_and_microphone" : "microphone");
  }

  setMuted(muted: boolean): void {
    this.muted.value = muted;
    if (this.microphone.value) this.microphone.value.enabled = !muted;
  }

  /** Off means closed: the camera's light goes out too. */
  async setCameraOff(off: boolean): Promise<void> {
    this.cameraOff.value = off;
    if (off) this.put("camera", null);
    else if (!this.camera.value) await this.start("camera_and_microphone");
  }

  stop(): void {
    this.asked++;
    this.opening.value = false;
    this.put("camera", null);
    this.put("microphone", null);
    this.muted.value = false;
    this.cameraOff.value = false;
  }

  private take(stream: MediaStream): void {
    this.put("microphone", stream.getAudioTracks()[0] ?? null);
    this.put("camera", stream.getVideoTracks()[0] ?? null);
    if (this.camera.value) this.cameraOff.value = false;
  }

  private put(kind: Kind, track: MediaStreamTrack | null): void {
    const before = this[kind].value;
    if (before !== track) before?.stop();
    if (track) {
      track.enabled = kind === "camera" || !this.muted.value;
      track.addEventListener("ended", () => this.onEnded(kind, track));
    }
    this[kind].value = track;
  }

  private onEnded(kind: Kind, track: MediaStreamTrack): void {
    if (this[kind].value !== track) return;
    this[kind].value = null;
    this.trouble.value = "lost";
  }

  private async refreshList(): Promise<void> {
    this.list.value = (await navigator.mediaDevices.enumerateDevices()).filter((device) => device.deviceId !== "");
  }
}

async function request(choice: Choice, known: Remembered): Promise<MediaStream> {
  if (!navigator.mediaDevices?.getUserMedia) throw new DOMException("no media devices", "NotSupportedError");
  const audio = { echoCancellation: true, noiseSuppression: true, autoGainControl: true, ...ideal(known.microphone) };
  const video = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 24, max: 30 } };
  const camera = known.camera ? ideal(known.camera) : { facingMode: "user" };
  return navigator.mediaDevices.getUserMedia({
    audio,
    video: choice === "camera_and_microphone" ? { ...video, ...camera } : false,
  });
}

function ideal(deviceId: string | undefined): { deviceId?: { ideal: string } } {
  return deviceId ? { deviceId: { ideal: deviceId } } : {};
}

/** What this browser chose last: the choice alone, never anything about the person. */
export function remembered(): Remembered {
  try {
    return JSON.parse(localStorage.getItem(REMEMBERED) ?? "{}") as Remembered;
  } catch {
    return {};
  }
}

export function remember(more: Remembered): void {
  try {
    localStorage.setItem(REMEMBERED, JSON.stringify({ ...remembered(), ...more }));
  } catch {
    // Private windows may refuse storage: the person is asked again next time.
  }
}
