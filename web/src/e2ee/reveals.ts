/**
 * How often a page reveals keys: 16 times, and once more every half minute. A server in the middle sees whether the two codes match
 * before anybody compares them, and could begin anew until they do: in an hour it has 136 tries at 1 in 64^4.
 */
export const MOST_REVEALS = 16;
const MORE_MS = 30_000;

export class Reveals {
  private left = MOST_REVEALS;
  private counted: number;

  constructor(private readonly clock: () => number = () => performance.now()) {
    this.counted = clock();
  }

  /** Whether one more is allowed; it counts. */
  take(): boolean {
    const more = Math.floor((this.clock() - this.counted) / MORE_MS);
    this.counted += more * MORE_MS;
    this.left = Math.min(MOST_REVEALS, this.left + more);
    if (this.left === 0) return false;
    this.left--;
    return true;
  }
}
