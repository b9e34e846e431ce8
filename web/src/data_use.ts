import { signal } from "@preact/signals";
import { lineBytes } from "./socket";

const KEPT = "audiencia:data";
const WINDOW_MS = 15_000;
const CALL_POLL_MS = 2000;
const IDLE_POLL_MS = 10_000;
/** The first figures are of use at once: most of a page comes at its beginning. */
const FIRST_TURNS = 4;
/** Headers of IPv4 and UDP, which the operator counts and the browser does not. */
const HEADERS = 28;

/** What a connection's report counts, in bytes as the operator counts them; `null` where the browser tells nothing. */
export function bytesOf(report: Iterable<Record<string, unknown>>): number | null {
  let transports = 0;
  let pairs = 0;
  let known = false;
  for (const one of report) {
    const part = (name: string) => (typeof one[name] === "number" ? (one[name] as number) : 0);
    const all = part("bytesSent") + part("bytesReceived") + HEADERS * (part("packetsSent") + part("packetsReceived"));
    if (one.type === "transport") transports += all;
    else if (one.type === "candidate-pair") pairs += all;
    else continue;
    known = true;
  }
  return known ? Math.max(transports, pairs) : null;
}

/** Adds up a counter that begins again with each connection. */
export class Counter {
  total = 0;
  private source: unknown = null;
  private last = 0;

  add(source: unknown, bytes: number): void {
    if (source !== this.source) this.last = 0;
    this.source = source;
    this.total += Math.max(0, bytes - this.last);
    this.last = Math.max(bytes, this.last);
  }
}

/** Bytes a minute over the last seconds; `null` before there are two readings. */
export function rate(readings: readonly { at: number; bytes: number }[]): number | null {
  const first = readings[0];
  const last = readings.at(-1);
  if (!first || !last || last.at - first.at < 1000) return null;
  return ((last.bytes - first.bytes) / (last.at - first.at)) * 60_000;
}

/**
 * What this page has cost so far: its files, its line, sound and picture. Kept through reloads of the tab.
 *
 * Other pages and applications of the telephone are not seen from here, nor is what the network repeats by itself.
 */
export class DataUse {
  readonly bytes = signal(before());
  /** In a call. */
  readonly perMinute = signal<number | null>(null);
  private readonly earlier = this.bytes.peek();
  private readonly media = new Counter();
  private readings: { at: number; bytes: number }[] = [];
  private files = 0;
  private live = false;
  private turns = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly connection: () => RTCPeerConnection | null) {
    this.watchFiles();
    void this.turn();
  }

  /** Whether a call is under way: then it is looked at more often. */
  inCall(live: boolean): void {
    if (live === this.live) return;
    this.live = live;
    this.readings = [];
    this.perMinute.value = null;
    clearTimeout(this.timer);
    void this.turn();
  }

  private async turn(): Promise<void> {
    const pc = this.connection();
    const report = await pc?.getStats?.().catch(() => null);
    const found = report ? bytesOf(report.values() as Iterable<Record<string, unknown>>) : null;
    if (found !== null) this.media.add(pc, found);
    this.bytes.value = this.earlier + this.files + lineBytes.count + this.media.total;
    keep(this.bytes.peek());
    if (this.live) this.measure();
    clearTimeout(this.timer);
    this.timer = setTimeout(
      () => void this.turn(),
      this.live || this.turns++ < FIRST_TURNS ? CALL_POLL_MS : IDLE_POLL_MS,
    );
  }

  private measure(): void {
    const at = performance.now();
    this.readings = [...this.readings.filter((one) => at - one.at < WINDOW_MS), { at, bytes: this.bytes.peek() }];
    this.perMinute.value = rate(this.readings);
  }

  private watchFiles(): void {
    if (typeof PerformanceObserver === "undefined") return;
    const watch = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) this.files += (entry as PerformanceResourceTiming).transferSize ?? 0;
    });
    for (const type of ["navigation", "resource"]) watch.observe({ type, buffered: true });
  }
}

function before(): number {
  try {
    return Number(sessionStorage.getItem(KEPT)) || 0;
  } catch {
    return 0;
  }
}

function keep(bytes: number): void {
  try {
    sessionStorage.setItem(KEPT, String(Math.round(bytes)));
  } catch {
    // Private windows may refuse storage: then it counts from each load of the page.
  }
}
