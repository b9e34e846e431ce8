/** So long a stream is looked at, twice. */
const WINDOW_MS = 4000;
const NEARLY_ALL = 0.9;

/**
 * Whether the frames of a stream keep the worker busy nearly all of the time: then those that come wait longer and longer. One that
 * takes long once, as on a computer that slept, says nothing.
 */
export class Strain {
  private began: number | null = null;
  private busy = 0;
  private windows = 0;

  /** A frame came at `from` and went on at `to`. */
  isTooMuch(from: number, to: number): boolean {
    this.began ??= from;
    this.busy += to - from;
    const long = to - this.began;
    if (long < WINDOW_MS) return false;
    this.windows = this.busy > NEARLY_ALL * long ? this.windows + 1 : 0;
    this.began = null;
    this.busy = 0;
    return this.windows > 1;
  }
}
