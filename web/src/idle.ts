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
  private notedAt = Number.NEGATIVE_INFINITY;
  private asked = 0;
  private warned = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly doors: IdleDoors,
    left: number,
  ) {
    this.follow(left);
  }

  /** Somebody pressed, typed or scrolled; said at most once a minute, and at once to a warning. */
  used(): void {
    if (!this.warned && Date.now() - this.notedAt < NOTE_MS) return;
    this.warned = false;
    this.notedAt = Date.now();
    void this.look(true);
  }

  private async look(used: boolean): Promise<void> {
    clearTimeout(this.timer);
    const mine = ++this.asked;
    const left = await this.doors.ask(used);
    if (mine !== this.asked) return;
    if (left === null) this.timer = setTimeout(() => void this.look(used), AGAIN_MS);
    else this.follow(left);
  }

  private follow(left: number): void {
    if (left <= 0) {
      this.doors.leave();
      return;
    }
    this.warned = left <= WARN_S;
    if (this.warned) this.doors.warn();
    else this.doors.calm();
    const wait = left > WARN_S ? (left - WARN_S) * 1000 : Math.min(AGAIN_MS, left * 1000);
    this.timer = setTimeout(() => void this.look(false), wait);
  }
}
