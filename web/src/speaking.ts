import type { MediaLink } from "./rtc";

export const LOOK_MS = 250;
/** Speech has peaks above 0.1, a room behind noise suppression stays below 0.01 (1 is full scale). Whoever is marked stays so at less. */
export const BEGINS = 0.03;
export const STAYS = 0.015;
/** Of two who are heard, the mark goes to another only where that one is louder by 6 dB. */
export const LOUDER = 2;
/** A cough or a short "yes" takes the mark from nobody. */
export const TAKES_MS = 500;
/** Pauses between words leave the mark where it is. */
export const HOLDS_MS = 1500;

/** Who is heard how loud, from 0 to 1, by the track's id. */
export type Levels = ReadonlyMap<string, number>;

/** Who speaks, and who may be next. Times in milliseconds. */
export interface Speech {
  readonly speaker: string | null;
  /** When the speaker was heard last. */
  readonly heardAt: number;
  readonly next: string | null;
  /** Since when that one has been heard above the speaker. */
  readonly nextSince: number;
}

export const SILENCE: Speech = { speaker: null, heardAt: 0, next: null, nextSince: 0 };

/** Who speaks at this moment, given who spoke before. */
export function decide(before: Speech, levels: Levels, at: number): Speech {
  const { speaker } = before;
  const own = speaker === null ? 0 : (levels.get(speaker) ?? 0);
  const heardAt = own >= STAYS ? at : before.heardAt;
  const least = Math.max(BEGINS, own >= STAYS ? LOUDER * own : 0);
  const next = nextOf(before, levels, least);
  const nextSince = next === before.next ? before.nextSince : at;
  if (next !== null && at - nextSince >= TAKES_MS) return { speaker: next, heardAt: at, next: null, nextSince: at };
  const kept = speaker !== null && at - heardAt < HOLDS_MS ? speaker : null;
  return { speaker: kept, heardAt, next, nextSince };
}

/** Who may be marked next: one of the others who is heard at least so loud. Of several the one who was before, then the loudest. */
function nextOf({ speaker, next }: Speech, levels: Levels, least: number): string | null {
  const heard = [...levels].filter(([track, level]) => track !== speaker && level >= least);
  if (heard.some(([track]) => track === next)) return next;
  return heard.sort(([, one], [, other]) => other - one)[0]?.[0] ?? null;
}

interface Heard {
  energy: number;
  at: number;
}

/**
 * Levels since the look before, from what a connection's report has added up (W3C webrtc-stats, `totalAudioEnergy` of `inbound-rtp`).
 * The browser measures what it has decoded: in an encrypted call nobody on the way knows who speaks, as a header extension
 * (RFC 6464) would tell.
 */
export class LevelMeter {
  private before = new Map<string, Heard>();

  look(report: Iterable<Record<string, unknown>>): Levels {
    const now = new Map<string, Heard>();
    const levels = new Map<string, number>();
    for (const one of report) {
      if (one.type !== "inbound-rtp" || one.kind !== "audio" || typeof one.totalAudioEnergy !== "number") continue;
      const track = String(one.trackIdentifier);
      const heard = { energy: one.totalAudioEnergy, at: Number(one.timestamp) };
      const { energy, at } = this.before.get(track) ?? heard;
      now.set(track, heard);
      levels.set(track, heard.at > at ? Math.sqrt(Math.max(0, (1000 * (heard.energy - energy)) / (heard.at - at))) : 0);
    }
    this.before = now;
    return levels;
  }
}

/** Says again and again by which track somebody speaks now, until the returned function is called. */
export function watchSpeaking(link: MediaLink, say: (track: string | null) => void): () => void {
  const meter = new LevelMeter();
  let speech = SILENCE;
  let looking = false;
  let over = false;
  const look = async () => {
    if (looking) return;
    looking = true;
    const report = await link.connection
      .peek()
      ?.getStats?.()
      .catch(() => null);
    looking = false;
    if (over) return;
    const levels = meter.look((report?.values() ?? []) as Iterable<Record<string, unknown>>);
    speech = decide(speech, levels, performance.now());
    say(speech.speaker);
  };
  const timer = setInterval(() => void look(), LOOK_MS);
  return () => {
    over = true;
    clearInterval(timer);
  };
}
