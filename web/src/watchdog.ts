import { effect, type ReadonlySignal } from "@preact/signals";
import type { MediaLink } from "./rtc";

/** Browsers ask the server for signs of life about every 2.5 s: two of them unanswered. */
const STILL_MS = 6000;
const LOOK_MS = 1000;
const AGAIN_MS = 4000;

/** What moves while the other end lives: packets that come, and its answers to the browser's checks. */
export function signsOfLife(report: Iterable<Record<string, unknown>>): number | null {
  let sum: number | null = null;
  for (const one of report) {
    const names =
      one.type === "inbound-rtp"
        ? ["packetsReceived"]
        : one.type === "candidate-pair"
          ? ["responsesReceived", "requestsReceived", "lastPacketReceivedTimestamp", "bytesReceived"]
          : [];
    for (const name of names) if (typeof one[name] === "number") sum = (sum ?? 0) + (one[name] as number);
  }
  return sum;
}

/** Decides when a connection stands still. `at` in milliseconds. */
export class Stillness {
  private known: number | null = null;
  private since = 0;

  /** True once nothing moved for so long; then it counts anew. */
  look(life: number | null, at: number): boolean {
    if (life === null || life !== this.known) {
      this.known = life;
      this.since = at;
      return false;
    }
    if (at - this.since < STILL_MS) return false;
    this.since = at + AGAIN_MS - STILL_MS;
    return true;
  }

  forget(): void {
    this.known = null;
  }
}

/**
 * Keeps a call's media alive: a connection that stands still although the browser calls it connected, and one whose network
 * has changed, is replaced by a new one. The old one carries on until the new one is there.
 */
export function keepAlive(link: MediaLink, live: ReadonlySignal<boolean>): void {
  const still = new Stillness();
  let timer: ReturnType<typeof setInterval> | undefined;
  const look = async () => {
    const pc = link.connection.peek();
    const report = await pc?.getStats?.().catch(() => null);
    if (!report || pc !== link.connection.peek()) return still.forget();
    if (still.look(signsOfLife(report.values() as Iterable<Record<string, unknown>>), performance.now())) link.renew();
  };
  effect(() => {
    clearInterval(timer);
    still.forget();
    if (live.value && link.connection.value) timer = setInterval(() => void look(), LOOK_MS);
  });
  addEventListener("online", () => link.renew());
  let kind = network()?.type;
  network()?.addEventListener?.("change", () => {
    if (network()?.type !== kind && live.peek()) link.renew();
    kind = network()?.type;
  });
}

interface Network extends EventTarget {
  type?: string;
}

/** Where the browser tells by which network it goes: from the house's to the telephone's, nothing else says so. */
function network(): Network | undefined {
  return (navigator as { connection?: Network }).connection;
}
