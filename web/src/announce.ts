import { signal } from "@preact/signals";
import { playNotes } from "./sound";

/** What screen readers hear, by the two live regions of `ui/live.tsx`: at once, or after what they are saying. */
export const spoken = { urgent: signal(""), polite: signal("") } as const;

const told = { urgent: [] as string[], polite: [] as string[] };

/**
 * Has a sentence read out, together with what else is told at once: a region that changes twice is read as it was left. The same one
 * said again differs by a space that nobody hears: otherwise it stays unsaid.
 */
export function tell(text: string, how: keyof typeof spoken = "polite"): void {
  if (!text || told[how].push(text) > 1) return;
  queueMicrotask(() => {
    const all = told[how].splice(0).join(" ");
    const region = spoken[how];
    region.value = region.peek() === all ? `${all}\u00a0` : all;
  });
}

/** One short sound, and a short shake, for smaller news. */
export function ping(): void {
  playNotes([659.25]);
  shake(120);
}

/** What rings, how often, and how long it shakes a telephone. */
const RINGS = {
  call: { notes: [523.25, 659.25, 783.99], everyMs: 4000, shakeMs: [300, 150, 300] },
  ready: { notes: [659.25, 523.25], everyMs: 10_000, shakeMs: [200] },
} as const;
type Ring = keyof typeof RINGS;

/** Makes a turn noticed by title, sound and vibration, and keeps the screen awake while it matters. */
export class Announcer {
  private readonly title = document.title;
  private timer: ReturnType<typeof setInterval> | undefined;
  private rings: Ring | null = null;
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

  /** Rings until `quiet`. Calling it again while the same rings changes nothing. */
  ring(what: Ring): void {
    if (this.rings === what) return;
    this.quiet();
    this.rings = what;
    const { notes, everyMs, shakeMs } = RINGS[what];
    const once = () => {
      playNotes(notes);
      shake(...shakeMs);
    };
    once();
    this.timer = setInterval(once, everyMs);
  }

  quiet(): void {
    clearInterval(this.timer);
    this.rings = null;
  }

  /** Nothing more is to be noticed on this page. */
  end(): void {
    this.quiet();
    this.say("");
    this.keepAwake(false);
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

/** Without a touch before, browsers refuse to vibrate and say so in the console: ask first. */
function shake(...pattern: number[]): void {
  if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(pattern);
}
