/** Frames of one stream this far behind the newest may still come: what was lost is sent again. */
const WIDTH = 256n;
const ALL = (1n << WIDTH) - 1n;

/** Which counters of one key came in one stream: none counts twice, and none that is too old. */
export class Replay {
  private newest = -1n;
  /** Bit n: the counter n below the newest one came. */
  private seen = 0n;

  /** Whether this counter would be new. */
  isNew(ctr: bigint): boolean {
    const behind = this.newest - ctr;
    if (behind < 0n) return true;
    return behind < WIDTH && ((this.seen >> behind) & 1n) === 0n;
  }

  /** Only for frames that opened: what is forged must not move the window. */
  came(ctr: bigint): void {
    const ahead = ctr - this.newest;
    if (ahead > 0n) {
      this.seen = ahead >= WIDTH ? 1n : ((this.seen << ahead) | 1n) & ALL;
      this.newest = ctr;
    } else if (-ahead < WIDTH) this.seen |= 1n << -ahead;
  }
}
