import { type ReadonlySignal, signal } from "@preact/signals";

/** What is used of the Web Locks API. */
type Locks = Pick<LockManager, "request">;

/**
 * Of several tabs of one page only the newest holds camera and media connection: two would take them from each other
 * for ever, because the server uses the newest connection. When the holder closes, a tab that waits takes its place.
 * Between browsers the server decides: what a page offers by itself takes nothing from another one.
 */
export class SoleTab {
  private readonly holder = signal(true);
  readonly active: ReadonlySignal<boolean> = this.holder;
  /** The person came here, or wants to go on here, and it has not been so yet. */
  takes = true;
  /** Of the request for it that was granted last. */
  private lock: object | null = null;

  constructor(
    private readonly name: string,
    private readonly locks: Locks | undefined = navigator.locks,
  ) {
    this.take();
  }

  /** The person wants to go on here: the others let go. */
  take(): void {
    this.takes = this.holder.value = true;
    if (!this.lock) void this.hold({ steal: true });
  }

  /** The person goes on in another browser. Until `take`: nothing here notices that the other one is gone. */
  leave(): void {
    this.takes = this.holder.value = false;
  }

  /** Holds the lock until this tab closes or another one takes it; then waits for it. */
  private async hold(how: LockOptions): Promise<void> {
    const mine = {};
    const keep = () => {
      this.lock = mine;
      this.holder.value = true;
      return new Promise<never>(() => undefined);
    };
    // A browser without locks, or one that refuses them: this tab goes on alone.
    await this.locks?.request(this.name, how, keep).catch(() => undefined);
    if (this.lock !== mine) return;
    this.lock = null;
    this.holder.value = false;
    void this.hold({});
  }
}
