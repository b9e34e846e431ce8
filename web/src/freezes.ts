import { effect, type ReadonlySignal } from "@preact/signals";
import type { MediaLink } from "./rtc";

const LOOK_MS = 10_000;
/** On prepaid data: one such word costs about 400 bytes with all that is around it. */
const SAY_MS = 30_000;
/** A picture that came back after longer was no freeze: the camera was off, or the call on hold. */
const LONGEST_MS = 10_000;

export interface Frozen {
  count: number;
  milliseconds: number;
}
/** True when it was taken. */
export type Say = (frozen: Frozen) => Promise<boolean>;

/** What a connection's report says of pictures that stood still (W3C webrtc-stats); `null` where the browser tells nothing. */
export function frozenOf(report: Iterable<Record<string, unknown>>): Frozen | null {
  const sum = { count: 0, milliseconds: 0 };
  let known = false;
  for (const one of report) {
    if (one.type !== "inbound-rtp" || typeof one.freezeCount !== "number") continue;
    known = true;
    sum.count += one.freezeCount;
    sum.milliseconds += 1000 * (typeof one.totalFreezesDuration === "number" ? one.totalFreezesDuration : 0);
  }
  return known ? sum : null;
}

/** Adds up what stood still, until it is said. `at` in milliseconds. */
export class Freezes {
  private known: { source: unknown; frozen: Frozen } | null = null;
  private pending: Frozen = { count: 0, milliseconds: 0 };
  private saidAt = Number.NEGATIVE_INFINITY;

  /** What a connection has counted so far. The first look only says where a call, or a connection, begins. */
  look(source: unknown, now: Frozen): void {
    const { known } = this;
    const before = known !== null && known.source === source ? known.frozen : null;
    this.known = { source, frozen: now };
    const count = now.count - (before ?? now).count;
    const milliseconds = now.milliseconds - (before ?? now).milliseconds;
    if (count <= 0 || milliseconds <= 0 || milliseconds / count > LONGEST_MS) return;
    this.pending = { count: this.pending.count + count, milliseconds: this.pending.milliseconds + milliseconds };
  }

  /** What to say now; `null` while there is nothing, or something was said just now. */
  due(at: number): Frozen | null {
    if (this.pending.count === 0 || at - this.saidAt < SAY_MS) return null;
    this.saidAt = at;
    const told = { count: this.pending.count, milliseconds: Math.ceil(this.pending.milliseconds) };
    return { count: Math.min(1000, told.count), milliseconds: Math.min(600_000, told.milliseconds) };
  }

  /** That was taken: it is not said again. */
  taken(told: Frozen): void {
    const { count, milliseconds } = this.pending;
    this.pending = {
      count: Math.max(0, count - told.count),
      milliseconds: Math.max(0, milliseconds - told.milliseconds),
    };
  }

  /** The call is over: what was not said by now is of no more use. */
  forget(): void {
    this.known = null;
    this.pending = { count: 0, milliseconds: 0 };
  }
}

/** In a call: tells the server, now and then and only when there is something, that pictures stood still here. */
export function tellFreezes(link: MediaLink, live: ReadonlySignal<boolean>, say: Say): void {
  const freezes = new Freezes();
  let timer: ReturnType<typeof setInterval> | undefined;
  const look = async () => {
    const pc = link.connection.peek();
    const report = await pc?.getStats?.().catch(() => null);
    const found = report ? frozenOf(report.values() as Iterable<Record<string, unknown>>) : null;
    if (!found || !live.peek()) return;
    freezes.look(pc, found);
    const due = freezes.due(performance.now());
    if (due && (await say(due))) freezes.taken(due);
  };
  effect(() => {
    clearInterval(timer);
    freezes.forget();
    if (live.value) timer = setInterval(() => void look(), LOOK_MS);
  });
}
