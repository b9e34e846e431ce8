/** How long before the session ends the page asks whether somebody is there (WCAG 2.2, 2.2.1: 20 s at least). */
const WARN_S = 120;
/** How long before an end that no use puts off the page says so. */
const ENDING_S = 600;
const NOTE_MS = 60_000;
const AGAIN_MS = 10_000;

/** Seconds until a session ends when nobody uses it, and at the latest; 0 when it has. */
export interface Lasts {
  left: number;
  ends: number;
}

/** What the page around it does. */
export interface IdleDoors {
  /** `null` without an answer. `used`: somebody is there, `left` begins anew. */
  ask(used: boolean): Promise<Lasts | null>;
  warn(): void;
  calm(): void;
  ending(): void;
  leave(): void;
}

/** The end of a session: told two minutes before one that nobody uses ends, and once ten minutes before each ends. Other pages may
 *  use it meanwhile, so the server is asked. */
export class Idle {
  private notedAt = Number.NEGATIVE_INFINITY;
  private asked = 0;
  private warned = false;
  private told = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly doors: IdleDoors,
    lasts: Lasts,
  ) {
    this.follow(lasts);
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
    const lasts = await this.doors.ask(used);
    if (mine !== this.asked) return;
    if (lasts === null) this.timer = setTimeout(() => void this.look(used), AGAIN_MS);
    else this.follow(lasts);
  }

  private follow({ left, ends }: Lasts): void {
    if (Math.min(left, ends) <= 0) {
      this.doors.leave();
      return;
    }
    this.warned = left <= WARN_S;
    if (this.warned) this.doors.warn();
    else this.doors.calm();
    if (ends <= ENDING_S && !this.told) {
      this.told = true;
      this.doors.ending();
    }
    const unused = left > WARN_S ? (left - WARN_S) * 1000 : Math.min(AGAIN_MS, left * 1000);
    const over = ends > ENDING_S ? ends - ENDING_S : ends;
    this.timer = setTimeout(() => void this.look(false), Math.min(unused, over * 1000));
  }
}
