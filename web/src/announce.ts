import { playNotes } from "./sound";

const CALL_NOTES = [523.25, 659.25, 783.99];
const CALL_EVERY_MS = 4000;

/** Makes a turn noticed by title, sound and vibration, and keeps the screen awake while it matters. */
export class Announcer {
  private readonly title = document.title;
  private timer: ReturnType<typeof setInterval> | undefined;
  private lock: WakeLockSentinel | null = null;
  private wantsLock = false;

  constructor() {
    // The browser drops the lock whenever the page is hidden.
    document.addEventListener("visibilitychange", () => void this.renewLock());
  }

  /** Shows `text` before the page's own title; an empty text shows the title alone. */
  say(text: string): void {
    document.title = text ? `${text} · ${this.title}` : this.title;
  }

  /** Rings until `quiet`. Calling it again while it rings changes nothing. */
  ring(): void {
    if (this.timer !== undefined) return;
    const once = () => {
      playNotes(CALL_NOTES);
      // Without a touch before, browsers refuse to vibrate and say so in the console: ask first.
      if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.([300, 150, 300]);
    };
    once();
    this.timer = setInterval(once, CALL_EVERY_MS);
  }

  /** One short sound, for smaller news. */
  ping(): void {
    playNotes([659.25]);
  }

  quiet(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  keepAwake(wanted: boolean): void {
    if (wanted === this.wantsLock) return;
    this.wantsLock = wanted;
    void this.renewLock();
  }

  private async renewLock(): Promise<void> {
    if (!this.wantsLock) {
      await this.lock?.release();
      this.lock = null;
    } else if (document.visibilityState === "visible" && (!this.lock || this.lock.released)) {
      // Refused when the battery is low: nothing to be done, the sound still works.
      this.lock = (await navigator.wakeLock?.request("screen").catch(() => null)) ?? null;
    }
  }
}
