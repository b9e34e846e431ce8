import { computed, signal } from "@preact/signals";
import { type Environment, environment, type Trouble, troubleOf } from "./trouble";

export type Choice = "camera_and_microphone" | "microphone";
export type Kind = "camera" | "microphone";
type Wish = Partial<Record<Kind, MediaTrackConstraints>>;

interface Kinds {
  audio: boolean;
  video: boolean;
}

/** What another application holds is asked for again. */
const IN_USE_RETRY_MS = 5000;
/** Browsers mute a track for an instant when they change a device. */
const INTERRUPTED_MS = 1200;
/** Asking again by itself would only bother the person. */
const HOPELESS: ReadonlySet<string> = new Set<Trouble>(["denied", "in_app", "insecure", "unsupported"]);
const SOLVED_BY_CLOSING: ReadonlySet<string> = new Set<Trouble>(["lost", "interrupted", "replaced", "kept", "in_use"]);
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
  /** The last thing that was asked for, while it is wanted: what is opened again by itself. */
  private wanted: Choice | null = null;
  private again: ReturnType<typeof setTimeout> | undefined;
  readonly open = computed(() => this.microphone.value !== null || this.camera.value !== null);
  /** Counts requests: an answer of the browser to an older one is closed at once. */
  private asked = 0;
  /** The camera was turned off since the browser was asked last. */
  private withoutCamera = false;
  /** Of which kind another device is being opened. */
  private changing: Kind | null = null;
  /** A device went while the browser was opening another: it is asked for afterwards. */
  private missed = false;

  constructor(private readonly where: () => Environment = environment) {
    navigator.mediaDevices?.addEventListener?.("devicechange", () => void this.onChange());
    document.addEventListener("visibilitychange", () => {
      // After a telephone call iOS gives the devices back only to a page that is looked at.
      const trouble = this.trouble.peek();
      if (document.visibilityState === "visible" && !HOPELESS.has(trouble ?? "")) void this.recover();
    });
  }

  /** Opens what the person chose. False when that failed: `trouble` says why. */
  async start(choice: Choice): Promise<boolean> {
    this.wanted = choice;
    return this.ask({ audio: true, video: choice === "camera_and_microphone" }, null);
  }

  /** Asks the browser; what comes takes the place of what was open of its kind. `held`: the trouble while it is not solved. */
  private async ask(kinds: Kinds, held: Trouble | null, wish: Wish = {}): Promise<boolean> {
    const mine = ++this.asked;
    this.withoutCamera = false;
    clearTimeout(this.again);
    this.opening.value = true;
    this.trouble.value = held;
    try {
      const stream = await request(kinds, remembered(), wish);
      if (mine !== this.asked) {
        for (const track of stream.getTracks()) track.stop();
        return false;
      }
      this.take(stream, kinds);
      this.trouble.value = null;
      void this.refreshList();
      return true;
    } catch (error) {
      if (mine === this.asked) this.onRefused(troubleOf(error, this.where()), held);
      return false;
    } finally {
      if (mine === this.asked) this.onAsked();
    }
  }

  private onAsked(): void {
    this.opening.value = false;
    const again = this.missed && !HOPELESS.has(this.trouble.peek() ?? "");
    this.missed = false;
    if (again) void this.recover();
  }

  /** Opens the choice, and with no usable camera at least the microphone: for a call that has already begun. */
  async startSomehow(choice: Choice): Promise<boolean> {
    if (await this.start(choice)) return true;
    const why = this.trouble.peek();
    if (choice !== "camera_and_microphone" || why === null || HOPELESS.has(why)) return false;
    if (!(await this.start("microphone"))) return false;
    // The camera is still wanted: it is opened as soon as it can be.
    this.wanted = choice;
    if (why === "in_use") this.onRefused(why, why);
    return true;
  }

  /** The same, but for what the person had turned off before the page was loaded anew. */
  resume(choice: Choice, off: readonly Kind[]): Promise<boolean> {
    this.muted.value = off.includes("microphone");
    this.cameraOff.value = off.includes("camera");
    return this.startSomehow(this.cameraOff.value ? "microphone" : choice);
  }

  /**
   * Opens another device in place of the open one of its kind, by the first wish that can be met, and remembers it. Where none
   * can, the one from before is opened again, or one that works, which is said.
   */
  async change(kind: Kind, wishes: readonly MediaTrackConstraints[]): Promise<boolean> {
    if (this.opening.peek()) return false;
    const kinds = { audio: kind === "microphone", video: kind === "camera" };
    // Many telephones have only one camera open at a time.
    this[kind].peek()?.stop();
    this.changing = kind;
    try {
      return await this.openOther(kind, kinds, wishes);
    } finally {
      this.changing = null;
    }
  }

  private async openOther(kind: Kind, kinds: Kinds, wishes: readonly MediaTrackConstraints[]): Promise<boolean> {
    let mine = this.asked;
    for (const wish of wishes) {
      const found = await this.ask(kinds, null, { [kind]: wish });
      if (found && this.last[kind]) remember({ [kind]: this.last[kind] });
      // Closed meanwhile, or asked for anew: nothing more is opened.
      if (found || this.asked !== ++mine) return found;
    }
    const back = await this.ask(kinds, null, { [kind]: ideal(this.last[kind]) });
    if (this.asked !== ++mine) return false;
    if (back) this.trouble.value = "kept";
    else this.put(kind, null);
    return false;
  }

  setMuted(muted: boolean): void {
    // Before anything that follows the signal, which may fail.
    if (this.microphone.value) this.microphone.value.enabled = !muted;
    this.muted.value = muted;
  }

  /** Off means closed: the camera's light goes out too. */
  async setCameraOff(off: boolean): Promise<void> {
    this.cameraOff.value = off;
    if (off) {
      // What is being opened is closed as soon as it comes; the sound that comes with it is kept.
      this.withoutCamera = true;
      if (this.changing === "camera") this.abandon();
      this.put("camera", null);
    } else if (!this.camera.value) await this.start("camera_and_microphone");
  }

  private abandon(): void {
    this.asked++;
    this.opening.value = false;
  }

  stop(): void {
    this.abandon();
    this.wanted = null;
    clearTimeout(this.again);
    if (SOLVED_BY_CLOSING.has(this.trouble.value ?? "")) this.trouble.value = null;
    this.put("camera", null);
    this.put("microphone", null);
    this.muted.value = false;
    this.cameraOff.value = false;
  }

  /** Opens again what is wanted and not there, or held by something else. False when nothing had to be, or it failed. */
  async recover(): Promise<boolean> {
    if (this.wanted === null || this.opening.peek()) return false;
    const gone = (kind: Kind) => {
      const track = this[kind].peek();
      return track === null || track.readyState === "ended" || track.muted;
    };
    const video = this.wanted === "camera_and_microphone" && !this.cameraOff.peek() && gone("camera");
    const audio = gone("microphone");
    if (!audio && !video) return false;
    const before = this.trouble.peek();
    const known = { camera: this.last.camera, microphone: this.last.microphone };
    const held = before ?? "lost";
    if (!(await this.ask({ audio, video }, held))) {
      // Without a camera there is still the voice.
      const alone = audio && video && !HOPELESS.has(this.trouble.peek() ?? "");
      if (!alone || !(await this.ask({ audio, video: false }, held))) return false;
      this.trouble.value = held;
      return true;
    }
    const other = (["camera", "microphone"] as const).some(
      (kind) => known[kind] !== undefined && this.last[kind] !== undefined && known[kind] !== this.last[kind],
    );
    if (other) this.trouble.value = "replaced";
    return true;
  }

  /** Which devices were open last. */
  private readonly last: { camera?: string | undefined; microphone?: string | undefined } = {};

  /** Devices that another application holds, or that are away, are tried again by themselves. */
  private onRefused(found: Trouble, held: Trouble | null): void {
    this.trouble.value = held !== null && found === "no_device" ? "lost" : found;
    if (found === "in_use" && this.wanted !== null) this.again = setTimeout(() => void this.recover(), IN_USE_RETRY_MS);
  }

  private async onChange(): Promise<void> {
    await this.refreshList();
    const trouble = this.trouble.peek();
    const there = trouble === null && this.list.peek().some((device) => device.kind === "videoinput");
    if (there || trouble === "lost" || trouble === "no_device" || trouble === "in_use") await this.recover();
  }

  private take(stream: MediaStream, kinds: Kinds): void {
    const pictures = stream.getVideoTracks();
    if (this.withoutCamera) for (const one of pictures) one.stop();
    const picture = (!this.withoutCamera && pictures[0]) || null;
    if (kinds.audio) this.put("microphone", stream.getAudioTracks()[0] ?? null);
    // Who opens the microphone alone closes the camera; who gets it back keeps the camera that goes on.
    if (kinds.video || this.wanted === "microphone") this.put("camera", picture);
    if (this.camera.value) this.cameraOff.value = false;
  }

  private put(kind: Kind, track: MediaStreamTrack | null): void {
    const before = this[kind].value;
    if (before !== track) before?.stop();
    if (track) {
      track.enabled = kind === "camera" || !this.muted.value;
      this.last[kind] = track.getSettings?.().deviceId;
      track.addEventListener("ended", () => void this.onEnded(kind, track));
      track.addEventListener("mute", () => this.onInterrupted(kind, track));
      track.addEventListener("unmute", () => this.onGivenBack(kind, track));
    }
    this[kind].value = track;
  }

  /** Unplugged, or the permission was taken away: the browser says which when it is asked again. */
  private async onEnded(kind: Kind, track: MediaStreamTrack): Promise<void> {
    if (this[kind].value !== track) return;
    this[kind].value = null;
    this.trouble.value = "lost";
    this.missed = this.opening.peek();
    await this.recover();
  }

  /** A telephone call, Siri or another application has the device: it comes back by itself when that ends. */
  private onInterrupted(kind: Kind, track: MediaStreamTrack): void {
    setTimeout(() => {
      if (this[kind].value === track && track.muted && this.trouble.value === null) this.trouble.value = "interrupted";
    }, INTERRUPTED_MS);
  }

  private onGivenBack(kind: Kind, track: MediaStreamTrack): void {
    const others = kind === "camera" ? this.microphone.value : this.camera.value;
    if (this[kind].value === track && this.trouble.value === "interrupted" && !others?.muted) this.trouble.value = null;
  }

  private async refreshList(): Promise<void> {
    const found = (await navigator.mediaDevices?.enumerateDevices?.().catch(() => [])) ?? [];
    this.list.value = found.filter((device) => device.deviceId !== "");
  }
}

async function request(kinds: Kinds, known: Remembered, wish: Wish): Promise<MediaStream> {
  if (!navigator.mediaDevices?.getUserMedia) throw new DOMException("no media devices", "NotSupportedError");
  const sound = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
  const picture = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 24, max: 30 } };
  const camera = wish.camera ?? (known.camera ? ideal(known.camera) : { facingMode: "user" });
  return navigator.mediaDevices.getUserMedia({
    audio: kinds.audio && { ...sound, ...(wish.microphone ?? ideal(known.microphone)) },
    video: kinds.video && { ...picture, ...camera },
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
