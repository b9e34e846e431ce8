import { LATE_MS } from "./patience";

export const LOOK_MS = 1000;
/** So many looks in a row something that flows comes in the clear, which is dropped here, before this page gives up too. */
const CLEAR_LOOKS = 3;
/** The same while nothing was sealed under the present agreement: another page takes at most `LATE_MS` to seal or to give up. */
const FIRST_LOOKS = LATE_MS / LOOK_MS + CLEAR_LOOKS;

/** How long a page that has agreed drops what comes in the clear. */
export class ClearLooks {
  private inARow = 0;
  private wasSealed = false;

  /** The agreement is over. */
  forget(): void {
    this.inARow = 0;
    this.wasSealed = false;
  }

  /** All that flows was seen to be sealed. */
  sealed(): void {
    this.wasSealed = true;
  }

  /**
   * Whether this look is one too many. Whoever sends it has given up, or its browser gives the worker no frames: neither hears the
   * other until both send in the clear.
   */
  isTooMany(comesClear: boolean): boolean {
    this.inARow = comesClear ? this.inARow + 1 : 0;
    return this.inARow >= (this.wasSealed ? CLEAR_LOOKS : FIRST_LOOKS);
  }
}
