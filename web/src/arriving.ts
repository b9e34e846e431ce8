import { effect, type ReadonlySignal, type Signal } from "@preact/signals";
import type { MediaLink } from "./rtc";

const LOOK_MS = 2000;
/** For so long nothing may come in a call before both sides are told what can be done. */
export const WITHOUT_MS = 15_000;

/** What comes in a call, as it was measured. */
export interface Arriving {
  /** The tracks (by their ids) of which sound came since the last look. */
  sounds: ReadonlySet<string>;
  /** For `WITHOUT_MS` of the call neither sound nor picture has come. */
  without: boolean;
}

export const NOTHING: Arriving = { sounds: new Set(), without: false };

interface Stream {
  packets: number;
  sound: boolean;
}

/** Packets that came so far, by the track's id (W3C webrtc-stats, `inbound-rtp`). */
export function streamsOf(report: Iterable<Record<string, unknown>>): ReadonlyMap<string, Stream> {
  const found = new Map<string, Stream>();
  for (const one of report) {
    if (one.type !== "inbound-rtp" || typeof one.packetsReceived !== "number") continue;
    const track = String(one.trackIdentifier ?? one.mid ?? one.id);
    found.set(track, { packets: one.packetsReceived, sound: one.kind === "audio" });
  }
  return found;
}

/** Tells what comes from one look to the next, since the call began at `began`. Times in milliseconds. */
export class Arrivals {
  private source: unknown = null;
  private before: ReadonlyMap<string, Stream> = new Map();
  private last: number;

  constructor(began: number) {
    this.last = began;
  }

  /** `source` is the connection whose streams these are: counters begin again with each. */
  look(source: unknown, streams: ReadonlyMap<string, Stream>, at: number): Arriving {
    const known = source === this.source;
    const before = this.before;
    this.source = source;
    this.before = streams;
    const came = [...streams].filter(
      ([track, { packets }]) => packets > (known ? (before.get(track)?.packets ?? 0) : 0),
    );
    // What a connection had counted before the call is nothing that came in it.
    if (known && came.length) this.last = at;
    const sounds = new Set(known ? came.filter(([, { sound }]) => sound).map(([track]) => track) : []);
    return { sounds, without: at - this.last >= WITHOUT_MS };
  }
}

/** Keeps `found` at what comes while the call is in this tab (`here`). */
export function watchArriving(link: MediaLink, here: ReadonlySignal<boolean>, found: Signal<Arriving>): void {
  let timer: ReturnType<typeof setInterval> | undefined;
  let arrivals: Arrivals | null = null;
  const look = async (mine: Arrivals) => {
    const pc = link.connection.peek();
    const report = await pc?.getStats?.().catch(() => null);
    if (mine !== arrivals) return;
    const streams = streamsOf((report?.values() ?? []) as Iterable<Record<string, unknown>>);
    found.value = mine.look(pc, streams, performance.now());
  };
  effect(() => {
    clearInterval(timer);
    arrivals = null;
    found.value = NOTHING;
    if (!here.value) return;
    const mine = new Arrivals(performance.now());
    arrivals = mine;
    timer = setInterval(() => void look(mine), LOOK_MS);
  });
}
