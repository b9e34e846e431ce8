import { effect, type ReadonlySignal, type Signal } from "@preact/signals";
import type { MediaLink } from "./rtc";

const LOOK_MS = 500;
/** Below this, in bit/s, there is no room for a voice (48 kbit/s with headers) and the least picture that browsers send. */
const NARROW = 110_000;
/** The share of the voice's packets that got lost on the way to the server: from here on words are missed. */
const LOST = 0.03;
/** So much longer than the shortest round trip: what is sent waits before the line. */
const WAITS_MS = 250;
/** Bad looks in a row before the picture gives way to the voice. */
const PATIENCE = 2;
/** So much lost says so at the first look. */
const MUCH_LOST = 0.2;
/** The picture is tried again after so long, and after twice as long each time it had to give way again. */
const AGAIN_MS = 10_000;
const LONGEST_AGAIN_MS = 240_000;
/** A picture that stayed for so long has its place: the next pause counts as the first. */
const SETTLED_MS = 120_000;

/** `sent`: the picture goes out; `paused`: it gives way and is tried again by itself; `kept`: the person leaves it so. */
export type Pause = "sent" | "paused" | "kept";

/** What the sender's reports tell of the line up. */
export interface Up {
  /** Bit/s that the browser believes the line carries (W3C webrtc-stats); `null` where it does not tell. */
  available: number | null;
  /** Bit/s that were sent since the look before. */
  sent: number;
  /** Of the voice, the share that the server's last report says was lost. */
  lost: number;
  /** Milliseconds there and back. */
  roundTrip: number | null;
}

/** Decides when the picture gives way to the voice, and when it is tried again. `at` in milliseconds. */
export class VoiceFirst {
  private bad = 0;
  private shortest = Number.POSITIVE_INFINITY;
  private pauses = 0;
  private since = 0;

  /** The picture goes out: whether it should give way now. */
  gives(up: Up, at: number): boolean {
    if (up.roundTrip !== null) this.shortest = Math.min(this.shortest, up.roundTrip);
    if (this.pauses && at - this.since > SETTLED_MS) this.pauses = 0;
    const narrow =
      Math.min(up.available ?? Number.POSITIVE_INFINITY, up.available === null ? up.sent : up.available) < NARROW;
    const suffers = up.lost >= LOST || (up.roundTrip ?? 0) - this.shortest > WAITS_MS;
    this.bad = narrow && suffers ? this.bad + 1 : 0;
    if (this.bad < (up.lost >= MUCH_LOST ? 1 : PATIENCE)) return false;
    this.bad = 0;
    this.pauses++;
    this.since = at;
    return true;
  }

  /** The picture is paused: whether it should be tried again now. */
  again(at: number): boolean {
    if (at - this.since < Math.min(LONGEST_AGAIN_MS, AGAIN_MS * 2 ** (this.pauses - 1))) return false;
    this.since = at;
    return true;
  }
}

/** The same, with the octets that were sent so far in place of a rate. */
export type UpCounters = Omit<Up, "sent"> & { octets: number };

export function upOf(report: Iterable<Record<string, unknown>>): UpCounters {
  const up: UpCounters = { available: null, octets: 0, lost: 0, roundTrip: null };
  const number = (value: unknown) => (typeof value === "number" ? value : null);
  for (const one of report) {
    if (one.type === "candidate-pair") up.available = number(one.availableOutgoingBitrate) ?? up.available;
    if (one.type === "outbound-rtp") up.octets += (number(one.bytesSent) ?? 0) + (number(one.headerBytesSent) ?? 0);
    if (one.type !== "remote-inbound-rtp" || one.kind !== "audio") continue;
    up.lost = Math.max(up.lost, number(one.fractionLost) ?? 0);
    const seconds = number(one.roundTripTime);
    if (seconds !== null) up.roundTrip = Math.max(up.roundTrip ?? 0, 1000 * seconds);
  }
  return up;
}

/** In a call whose picture may give way (`may`): keeps `pause` as the line up allows, unless the person said how it stays. */
export function keepVoice(
  link: MediaLink,
  live: ReadonlySignal<boolean>,
  may: ReadonlySignal<boolean>,
  pause: Signal<Pause>,
): void {
  const voice = new VoiceFirst();
  let before: { pc: unknown; octets: number; at: number } | null = null;
  let timer: ReturnType<typeof setInterval> | undefined;
  const look = async () => {
    const at = performance.now();
    if (pause.peek() === "paused" && voice.again(at)) pause.value = "sent";
    if (pause.peek() !== "sent") return;
    const pc = link.connection.peek();
    const report = await pc?.getStats?.().catch(() => null);
    if (!report || !may.peek()) return;
    const { octets, ...up } = upOf(report.values() as Iterable<Record<string, unknown>>);
    const known = before?.pc === pc ? before : null;
    before = { pc, octets, at };
    if (!known || at === known.at) return;
    if (voice.gives({ ...up, sent: (8000 * (octets - known.octets)) / (at - known.at) }, at)) pause.value = "paused";
  };
  effect(() => {
    clearInterval(timer);
    before = null;
    if (!live.value) pause.value = "sent";
    else if (may.value) timer = setInterval(() => void look(), LOOK_MS);
  });
}
