import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { MediaLink } from "../src/rtc";
import {
  BEGINS,
  decide,
  HOLDS_MS,
  LevelMeter,
  LOOK_MS,
  SILENCE,
  type Speech,
  STAYS,
  TAKES_MS,
  watchSpeaking,
} from "../src/speaking";

/** Who is marked after each look, given how loud each was in it. */
function marks(looks: readonly Readonly<Record<string, number>>[]): (string | null)[] {
  let speech: Speech = SILENCE;
  return looks.map((levels, index) => {
    speech = decide(speech, new Map(Object.entries(levels)), 1000 + index * LOOK_MS);
    return speech.speaker;
  });
}
const times = <T>(count: number, value: T): T[] => Array<T>(count).fill(value);
const changes = (found: readonly (string | null)[]) => found.filter((one, index) => one !== (found[index - 1] ?? null));
/** Looks until somebody is marked, and until nobody is. */
const TAKES = TAKES_MS / LOOK_MS;
const HOLDS = HOLDS_MS / LOOK_MS;

describe("who speaks", () => {
  it("is marked once they were heard for half a second", () => {
    expect(marks(times(TAKES + 1, { ana: 0.2 }))).toEqual([...times(TAKES, null), "ana"]);
  });

  it("is nobody in a room with noise, and for a cough", () => {
    expect(changes(marks(times(100, { ana: BEGINS * 0.9, luz: 0.004 })))).toEqual([]);
    expect(changes(marks([...times(TAKES, { ana: 0.6 }), {}, ...times(TAKES, { ana: 0.6 })]))).toEqual([]);
  });

  it("stays marked in pauses, and not for longer", () => {
    const speaks = times(TAKES + 1, { ana: 0.2 });
    expect(changes(marks([...speaks, ...times(HOLDS - 1, {}), ...speaks]))).toEqual(["ana"]);
    expect(changes(marks([...speaks, ...times(HOLDS, { ana: STAYS * 0.9 })]))).toEqual(["ana", null]);
  });

  it("stays marked while they are heard at all, more quietly than they had to begin", () => {
    const quiet = times(100, { ana: STAYS });
    expect(changes(marks([...times(TAKES + 1, { ana: 0.2 }), ...quiet]))).toEqual(["ana"]);
  });

  it("is the other at once when the first falls silent, without waiting for the end of a pause", () => {
    const found = marks([...times(TAKES + 1, { ana: 0.2, luz: 0.2 }), ...times(TAKES + 1, { ana: 0, luz: 0.2 })]);
    expect(changes(found)).toEqual(["ana", "luz"]);
    expect(found.at(-2)).toBe("ana");
  });

  it("does not change between two who are as loud as each other, however it goes up and down", () => {
    const duel = times(50, [
      { ana: 0.2, luz: 0.15 },
      { ana: 0.12, luz: 0.2 },
    ]).flat();
    expect(changes(marks(duel))).toEqual(["ana"]);
  });

  it("is who speaks over another, and not who says yes meanwhile", () => {
    const ana = times(TAKES + 1, { ana: 0.2, luz: 0.01 });
    const over = { ana: 0.1, luz: 0.4 };
    expect(changes(marks([...ana, ...times(TAKES, over), ...ana]))).toEqual(["ana"]);
    expect(changes(marks([...ana, ...times(TAKES + 1, over)]))).toEqual(["ana", "luz"]);
  });

  it("changes at most twice in a second, whatever is heard", () => {
    const wild = times(100, 0).flatMap((_, n) => times(1 + ((n * 7) % 5), n % 2 ? { ana: 0.5 } : { luz: 0.5 }));
    const found = marks(wild);
    const at = found.flatMap((one, index) => (index > 0 && one !== found[index - 1] ? [index * LOOK_MS] : []));
    expect(at.length).toBeGreaterThan(10);
    for (const [index, one] of at.entries())
      expect(one - (at[index - 1] ?? Number.NEGATIVE_INFINITY)).toBeGreaterThanOrEqual(TAKES_MS);
  });
});

const heard = (trackIdentifier: string, totalAudioEnergy: number, timestamp: number, more: object = {}) => ({
  type: "inbound-rtp",
  kind: "audio",
  trackIdentifier,
  totalAudioEnergy,
  timestamp,
  ...more,
});

describe("how loud each is", () => {
  it("is the level of the time since the look before", () => {
    const meter = new LevelMeter();
    expect(meter.look([heard("one", 5, 1000)]).get("one")).toBe(0);
    // 0.25 s at a level of 0.4: the square of it, for so long.
    expect(meter.look([heard("one", 5 + 0.25 * 0.16, 1250)]).get("one")).toBeCloseTo(0.4);
    expect(meter.look([heard("one", 5.04, 1500)]).get("one")).toBe(0);
    expect(meter.look([heard("one", 5.04, 1500)]).get("one")).toBe(0);
  });

  it("is known only of sound that comes, in browsers that tell it", () => {
    const own = { type: "media-source", kind: "audio", trackIdentifier: "own", totalAudioEnergy: 1, timestamp: 1 };
    const picture = { type: "inbound-rtp", kind: "video", trackIdentifier: "video", timestamp: 1 };
    const untold = heard("one", 1, 1, { totalAudioEnergy: undefined });
    expect(new LevelMeter().look([own, picture, untold]).size).toBe(0);
  });
});

describe("while it is watched", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it("asks the connection four times a second, one after the other, and no more once it is over", async () => {
    let energy = 0;
    let answer: () => void = () => undefined;
    let asked = 0;
    const getStats = async () => {
      asked++;
      energy += 0.01;
      if (asked === 3) await new Promise<void>((done) => (answer = done));
      return new Map([["a", heard("one", energy, performance.now())]]);
    };
    const link = { connection: { peek: () => ({ getStats }) } } as unknown as MediaLink;
    const said: (string | null)[] = [];
    const end = watchSpeaking(link, (track) => said.push(track));
    await vi.advanceTimersByTimeAsync(10 * LOOK_MS);
    expect(asked).toBe(3);
    answer();
    await vi.advanceTimersByTimeAsync(4 * LOOK_MS);
    expect(said.at(-1)).toBe("one");
    const before = asked;
    end();
    await vi.advanceTimersByTimeAsync(10 * LOOK_MS);
    expect(asked).toBe(before);
  });

  it("marks nobody without a connection", async () => {
    const said: (string | null)[] = [];
    const link = { connection: { peek: () => null } } as unknown as MediaLink;
    const end = watchSpeaking(link, (track) => said.push(track));
    await vi.advanceTimersByTimeAsync(4 * LOOK_MS);
    end();
    expect(new Set(said)).toEqual(new Set([null]));
  });
});
