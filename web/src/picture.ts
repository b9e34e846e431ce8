import { signal } from "@preact/signals";

const STALL_MS = 2500;
const FALLBACK_POLL_MS = 40;

/**
 * The picture of one slot: covered from a new epoch on until a frame of that epoch is on the screen.
 *
 * Frames that the browser received before the slot was last emptied never uncover it, even when they are painted late:
 * nothing of one citizen is seen in the next one's call.
 */
export class Picture {
  /** A frame of the present epoch is on the screen. */
  readonly shown = signal(false);
  /** It was shown, and no new frame came for a while: the other side sends no picture now. */
  readonly stalled = signal(false);
  private epoch: number | null = null;
  private floor = performance.now();
  private lastFrame = 0;
  private frames = 0;
  private readonly watch: ReturnType<typeof setInterval>;
  private poll: ReturnType<typeof setInterval> | undefined;
  private ended = false;

  constructor(private readonly video: HTMLVideoElement) {
    this.watch = setInterval(() => this.checkStall(), 500);
    if ("requestVideoFrameCallback" in video) this.nextFrame();
    else this.poll = setInterval(() => this.pollFrames(), FALLBACK_POLL_MS);
  }

  /** The track of the slot; a new connection brings a new one. */
  attach(track: MediaStreamTrack | null): void {
    const present = this.video.srcObject as MediaStream | null;
    if ((present?.getTracks()[0] ?? null) === track) return;
    this.video.srcObject = track ? new MediaStream([track]) : null;
    // Muted pictures may always play; a refusal comes only when the source changes meanwhile.
    if (track) void this.video.play().catch(() => undefined);
  }

  /** The epoch that may be seen; `null` while nobody is in the slot. */
  setEpoch(epoch: number | null): void {
    if (epoch === this.epoch) return;
    const wasEmpty = this.epoch === null;
    this.epoch = epoch;
    this.shown.value = false;
    this.stalled.value = false;
    if (epoch === null || !wasEmpty) this.floor = performance.now();
  }

  end(): void {
    this.ended = true;
    clearInterval(this.watch);
    clearInterval(this.poll);
    this.video.srcObject = null;
  }

  private nextFrame(): void {
    this.video.requestVideoFrameCallback((at, frame) => {
      if (this.ended) return;
      this.onFrame(at, frame.receiveTime);
      this.nextFrame();
    });
  }

  private pollFrames(): void {
    const frames = this.video.getVideoPlaybackQuality?.().totalVideoFrames ?? 0;
    if (frames > this.frames) this.onFrame(performance.now(), undefined);
    this.frames = frames;
  }

  /** `received` is when the frame's last packet arrived, where the browser tells it. */
  private onFrame(at: number, received: number | undefined): void {
    this.lastFrame = at;
    if (this.epoch === null || (received ?? at) < this.floor) return;
    this.stalled.value = false;
    if (this.shown.value) return;
    this.shown.value = true;
    performance.mark("audiencia:first-frame", { detail: { epoch: this.epoch } });
  }

  private checkStall(): void {
    if (this.shown.value && performance.now() - this.lastFrame > STALL_MS) this.stalled.value = true;
  }
}
