/** The server pings every few seconds whoever is in a call or on duty. */
export const SILENT_MS = 12_000;
const LOOK_MS = 2000;

/** Ends a connection that fell silent while it matters: the library alone waits for half a minute. */
export class Silence {
  private heardAt = 0;
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly end: () => void,
    private readonly clock: () => number = () => performance.now(),
  ) {}

  /** Something came, or the connection is new. */
  heard(): void {
    this.heardAt = this.clock();
  }

  matters(on: boolean): void {
    clearInterval(this.timer);
    if (!on) return;
    this.heard();
    this.timer = setInterval(() => this.look(), LOOK_MS);
  }

  /** The connection is known to be gone. */
  over(): void {
    this.heard();
    this.end();
  }

  private look(): void {
    if (this.clock() - this.heardAt > SILENT_MS) this.over();
  }
}
