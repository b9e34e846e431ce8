/** How long before the session ends the page asks whether somebody is there (WCAG 2.2, 2.2.1: 20 s at least). */
const WARN_S = 120;
const NOTE_MS = 60_000;
const AGAIN_MS = 10_000;

/** What the page around it does. */
export interface IdleDoors {
  /** Seconds until the session ends, 0 when it has; `null` without an answer. `used`: somebody is there, it begins anew. */
  ask(used: boolean): Promise<number | null>;
  warn(): void;
  calm(): void;
  leave(): void;
}

/** The end of a session that nobody uses: told two minutes before. Other pages may use it meanwhile, so the server is asked. */
export class Idle {
  private notedAt = Date.now();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly doors: IdleDoors,
    left: number,
  ) {
    this.follow(left);
  }

  /** Somebody pressed, typed or scrolled; said at most once a minute. */
  used(): void {
    if (Date.now() - this.notedAt < NOTE_MS) return;
    this.notedAt = Date.now();
    void this.look(true);
  }

  private async look(used: boolean): Promise<void> {
    clearTimeout(this.timer);
    const left = await this.doors.ask(used);
    clearTimeout(this.timer);
    if (left === null) this.timer = setTimeout(() => void this.look(used), AGAIN_MS);
    else this.follow(left);
  }

  private follow(left: number): void {
    if (left <= 0) {
      this.doors.leave();
      return;
    }
    if (left <= WARN_S) this.doors.warn();
    else this.doors.calm();
    const wait = left > WARN_S ? (left - WARN_S) * 1000 : Math.min(AGAIN_MS, left * 1000);
    this.timer = setTimeout(() => void this.look(false), wait);
  }
}
