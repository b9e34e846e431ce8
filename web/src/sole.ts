import { type ReadonlySignal, signal } from "@preact/signals";

/** What is used of the Web Locks API. */
type Locks = Pick<LockManager, "request">;

/**
 * Of several tabs of one page only the newest holds camera and media connection: two would take them from each other
 * for ever, because the server uses the newest connection. When the holder closes, a tab that waits takes its place.
 */
export class SoleTab {
  private readonly holder = signal(true);
  readonly active: ReadonlySignal<boolean> = this.holder;

  constructor(
    private readonly name: string,
    private readonly locks: Locks | undefined = navigator.locks,
  ) {
    this.take();
  }

  /** The person wants to go on here: the other tabs let go. */
  take(): void {
    this.holder.value = true;
    void this.hold({ steal: true });
  }

  /** Holds the lock until this tab closes or another one takes it; then waits for it. */
  private async hold(how: LockOptions): Promise<void> {
    let held = false;
    const keep = () => {
      held = this.holder.value = true;
      return new Promise<never>(() => undefined);
    };
    // A browser without locks, or one that refuses them: this tab goes on alone.
    await this.locks?.request(this.name, how, keep).catch(() => undefined);
    if (!held) return;
    this.holder.value = false;
    void this.hold({});
  }
}
