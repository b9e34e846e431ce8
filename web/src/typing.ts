import { signal } from "@preact/signals";
import { LONGEST } from "./chat";

/** What is typed is under way after so long at most (RFC 4103, 5.2 and ITU-T T.140, 9.3: half a second). */
export const TYPING_MS = 500;
/** Nobody answers it: each state of the field is said so often, as RFC 4103, 5.1, has each text go with two later ones. */
const TIMES = 3;
export const AGAIN_MS = 1500;

/** Text in real time: what is in the field of somebody who wants it so is read while it is typed. */
export class Typing {
  /** What the others are writing, by member. */
  readonly theirs = signal<ReadonlyMap<string, string>>(new Map());
  private own = "";
  private left = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly say: (text: string) => void) {}

  /** The field, as it is now. */
  write(text: string): void {
    const own = text.slice(0, LONGEST);
    if (own === this.own) return;
    const waits = this.left === TIMES;
    this.own = own;
    this.left = TIMES;
    // What was sent is a message already: it does not stand beside it.
    if (!own) this.pass();
    else if (!waits) this.passIn(TYPING_MS);
  }

  hear(member: string, text: string): void {
    const theirs = new Map(this.theirs.peek());
    if (text) theirs.set(member, text.slice(0, LONGEST));
    else theirs.delete(member);
    this.theirs.value = theirs;
  }

  /** Others are there now: who came reads nothing of this page before more is typed. */
  meet(others: readonly string[]): void {
    this.stop();
    this.theirs.value = new Map([...this.theirs.peek()].filter(([member]) => others.includes(member)));
  }

  clear(): void {
    this.stop();
    this.theirs.value = new Map();
  }

  private stop(): void {
    clearTimeout(this.timer);
    this.own = "";
    this.left = 0;
  }

  private passIn(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.pass(), ms);
  }

  private pass(): void {
    this.left--;
    if (this.left > 0) this.passIn(AGAIN_MS);
    this.say(this.own);
  }
}
