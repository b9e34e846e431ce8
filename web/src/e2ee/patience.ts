/** Where nothing of an agreement comes for so long, or none is reached for so long, a call is one that the server protects. */
export const LATE_MS = 10_000;
const LATEST_MS = 60_000;
/** So long after that it begins again: another page may have agreed, and cannot tell while this one sends nothing. */
const RETRY_MS = 30_000;
/** So often with the same members: each new agreement that fails may cost seconds in which one page does not hear another. */
const RETRIES = 5;

interface Acts {
  /** No agreement came about in time. */
  giveUp(): void;
  beginAgain(): void;
  /** What was said of giving up may have got lost. */
  repeat(): void;
}

/** How long a page waits for an agreement among the same members, and how often it begins one again. */
export class Patience {
  private members = "";
  private retries = 0;
  /** The others are told that this page gave up. */
  private telling = false;
  private late: ReturnType<typeof setTimeout> | undefined;
  private latest: ReturnType<typeof setTimeout> | undefined;
  private retry: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly acts: Acts) {}

  isWith(members: string): boolean {
    return members === this.members;
  }

  /** With each who comes or goes the time for an agreement begins anew. */
  take(members: string): void {
    if (this.isWith(members)) return;
    this.members = members;
    this.retries = 0;
    this.waitNoMore();
  }

  /** An agreement begins. */
  begin(): void {
    this.telling = false;
    clearTimeout(this.retry);
  }

  wait(): void {
    if (this.late === undefined) this.waitOn();
  }

  /** Given up: the others are told again and again, since each time it may get lost. */
  keepTelling(): void {
    this.telling = true;
    this.later(() => {
      this.acts.repeat();
      this.keepTelling();
    });
  }

  /** The line is back: what was said without it was lost. */
  connected(): void {
    if (this.telling) this.acts.repeat();
  }

  /** Something new came of the agreement. */
  progress(): void {
    if (this.late !== undefined) this.waitOn();
  }

  waitNoMore(): void {
    clearTimeout(this.late);
    clearTimeout(this.latest);
    this.late = this.latest = undefined;
  }

  /** Members and retries are kept: they count for the call. */
  stop(): void {
    this.telling = false;
    clearTimeout(this.retry);
    this.waitNoMore();
  }

  /** The next agreement is of another call. */
  forget(): void {
    this.members = "";
  }

  private waitOn(): void {
    clearTimeout(this.late);
    this.late = setTimeout(() => this.timeOut(), LATE_MS);
    this.latest ??= setTimeout(() => this.timeOut(), LATEST_MS);
  }

  private timeOut(): void {
    this.acts.giveUp();
    if (this.retries++ < RETRIES) this.later(() => this.acts.beginAgain());
  }

  private later(act: () => void): void {
    clearTimeout(this.retry);
    this.retry = setTimeout(act, RETRY_MS);
  }
}
