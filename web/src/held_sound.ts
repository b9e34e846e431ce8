import { effect, type ReadonlySignal } from "@preact/signals";
import type { MediaLink } from "./rtc";

const LOOK_MS = 1000;
/** Packets that were asked for or came too late, from one look to the next, before sound is held. */
const MISSED = 2;
/** Milliseconds of sound: a burst of losses, and the time until it is asked for and there. */
const HELD_MS = 200;
/** After so long without a loss it is played as soon as the browser likes. */
const GOOD_MS = 20_000;

/** Decides for how long sound is held before it is played. Times in milliseconds. */
export class HeldSound {
  private known: { source: unknown; missed: number } | null = null;
  private until = 0;

  /** `missed` as the connection `source` has counted it so far. */
  look(source: unknown, missed: number, at: number): number | null {
    const { known } = this;
    const before = known !== null && known.source === source ? known.missed : missed;
    this.known = { source, missed };
    if (missed - before >= MISSED) this.until = at + GOOD_MS;
    return at < this.until ? HELD_MS : null;
  }
}

/** Packets of sound that the browser has asked for again, and those that came when their time was over (W3C webrtc-stats). */
export function missedOf(report: Iterable<Record<string, unknown>>): number {
  let missed = 0;
  for (const one of report) {
    if (one.type !== "inbound-rtp" || one.kind !== "audio") continue;
    for (const name of ["nackCount", "packetsDiscarded"]) if (typeof one[name] === "number") missed += one[name];
  }
  return missed;
}

/** In a call: holds what is heard for longer while packets of it get lost, so that they can come once more. */
export function holdSound(link: MediaLink, live: ReadonlySignal<boolean>): void {
  const held = new HeldSound();
  let timer: ReturnType<typeof setInterval> | undefined;
  const look = async () => {
    const pc = link.connection.peek();
    const report = await pc?.getStats?.().catch(() => null);
    if (!pc || !report) return;
    const target = held.look(pc, missedOf(report.values() as Iterable<Record<string, unknown>>), performance.now());
    for (const receiver of pc.getReceivers())
      if (receiver.track.kind === "audio" && receiver.jitterBufferTarget !== target)
        receiver.jitterBufferTarget = target;
  };
  effect(() => {
    clearInterval(timer);
    if (live.value) timer = setInterval(() => void look(), LOOK_MS);
  });
}
