import { effect, type ReadonlySignal } from "@preact/signals";
import type { Ack } from "./protocol";
import type { MediaLink } from "./rtc";

/** Browsers ask the server for signs of life about every 2.5 s: two of them unanswered. */
const STILL_MS = 6000;
/** Where packets come all the time, as in a call, a pause of this length is none of the usual ones. */
const SHORTEST_STILL_MS = 1200;
/** How much longer than the longest of the last pauses one must be. */
const UNUSUAL = 2;
const PAUSES = 8;
/** So many say what is usual, also on a connection that was made a moment ago. */
const ENOUGH = 3;
const LOOK_MS = 250;
/** How long the server may take to answer anything once media stand still: on a bad line both are ordinary. */
const ANSWER_MS = 2500;
/** The same once the browser says that the network changed. */
const CHANGED_ANSWER_MS = 800;
const AGAIN_MS = 4000;

/** What counts up while the other end lives: packets of sound, picture and reports (`flow`), and answered checks with them. */
export interface Signs {
  flow: number;
  life: number;
}

const FLOW: Readonly<Record<string, readonly string[]>> = {
  "inbound-rtp": ["packetsReceived"],
  "candidate-pair": ["lastPacketReceivedTimestamp", "bytesReceived"],
};
const CHECKS = ["responsesReceived", "requestsReceived"];

/** `null` where a browser tells none of it. */
export function signsOfLife(report: Iterable<Record<string, unknown>>): Signs | null {
  let known = false;
  const signs = { flow: 0, life: 0 };
  for (const one of report) {
    const add = (names: readonly string[], flow: boolean) => {
      for (const name of names) {
        if (typeof one[name] !== "number") continue;
        known = true;
        signs.life += one[name];
        if (flow) signs.flow += one[name];
      }
    };
    add(FLOW[one.type as string] ?? [], true);
    if (one.type === "candidate-pair") add(CHECKS, false);
  }
  return known ? signs : null;
}

/**
 * Decides when a connection stands still: when it has been quiet for longer than it usually is. `at` in milliseconds.
 *
 * A call whose network is gone is noticed in a second and a half; one in which nobody sends anything, by its checks.
 */
export class Stillness {
  private known: Signs | null = null;
  private since = 0;
  private flowSince = 0;
  private notBefore = 0;
  private pauses: number[] = [];

  /** True once nothing moved for so long, and again each few seconds while nothing does. */
  look(signs: Signs | null, at: number): boolean {
    if (signs === null) {
      this.forget();
      return false;
    }
    const before = this.known;
    this.known = signs;
    if (signs.flow !== before?.flow) {
      if (before) this.pauses = [...this.pauses.slice(1 - PAUSES), at - this.flowSince];
      this.flowSince = at;
    }
    if (signs.life !== before?.life) {
      this.since = at;
      this.notBefore = 0;
      return false;
    }
    if (at - this.since < this.patience() || at < this.notBefore) return false;
    this.notBefore = at + AGAIN_MS;
    return true;
  }

  forget(): void {
    this.known = null;
    this.pauses = [];
  }

  private patience(): number {
    if (this.pauses.length < ENOUGH) return STILL_MS;
    return Math.min(STILL_MS, Math.max(SHORTEST_STILL_MS, UNUSUAL * Math.max(...this.pauses)));
  }
}

/**
 * Keeps a call's media alive: a connection that stands still although the browser calls it connected, and one whose network
 * has changed, is replaced by a new one. The old one carries on until the new one is there.
 */
export function keepAlive(link: MediaLink, live: ReadonlySignal<boolean>, line: Doubtful): void {
  const still = new Stillness();
  let open: { limit: number } | null = null;
  /** The page's own line went by the same network: it would find out by itself, but only after many seconds. */
  const doubt = async (limit: number) => {
    link.renew();
    if (line.connection.peek() !== "online") return line.wake();
    if (open && open.limit <= limit) return;
    const question = { limit };
    open = question;
    const ack = await line.ask("refresh", {}, limit);
    if (open !== question) return; // one with less time took its place
    open = null;
    if (ack.problem?.code === "unavailable") line.anew();
  };
  let timer: ReturnType<typeof setInterval> | undefined;
  const look = async () => {
    const pc = link.connection.peek();
    const report = await pc?.getStats?.().catch(() => null);
    if (!report || pc !== link.connection.peek()) return still.forget();
    if (still.look(signsOfLife(report.values() as Iterable<Record<string, unknown>>), performance.now()))
      void doubt(ANSWER_MS);
  };
  effect(() => {
    clearInterval(timer);
    still.forget();
    if (live.value && link.connection.value) timer = setInterval(() => void look(), LOOK_MS);
  });
  addEventListener("online", () => void doubt(CHANGED_ANSWER_MS));
  let kind = network()?.type;
  network()?.addEventListener?.("change", () => {
    if (network()?.type !== kind && live.peek()) void doubt(CHANGED_ANSWER_MS);
    kind = network()?.type;
  });
}

/** The page's line to the server, as far as it is looked after here. */
export interface Doubtful {
  readonly connection: ReadonlySignal<string>;
  ask(event: "refresh", nothing: Record<string, never>, timeoutMs: number): Promise<Ack>;
  wake(): void;
  anew(): void;
}

interface Network extends EventTarget {
  type?: string;
}

/** Where the browser tells by which network it goes: from the house's to the telephone's, nothing else says so. */
function network(): Network | undefined {
  return (navigator as { connection?: Network }).connection;
}
