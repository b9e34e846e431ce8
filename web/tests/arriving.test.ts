import { expect, it } from "vitest";
import { Arrivals, streamsOf, WITHOUT_MS } from "../src/arriving";

const stream = (kind: "audio" | "video", trackIdentifier: string, packetsReceived: number) => ({
  type: "inbound-rtp",
  kind,
  trackIdentifier,
  packetsReceived,
});
const of = (...streams: object[]) => streamsOf(streams as Record<string, unknown>[]);

it("nothing for 15 s of a call is told, with a connection and without one, and taken back with the first packet", () => {
  const arrivals = new Arrivals(1000);
  expect(arrivals.look(null, of(), 1000 + WITHOUT_MS - 1).without).toBe(false);
  expect(arrivals.look(null, of(), 1000 + WITHOUT_MS).without).toBe(true);
  expect(arrivals.look("pc", of(stream("video", "v", 0)), 17_000).without).toBe(true);
  expect(arrivals.look("pc", of(stream("video", "v", 1)), 18_000).without).toBe(false);
});

it("only sound that came since the last look is said to come, and by its own track", () => {
  const arrivals = new Arrivals(0);
  expect(arrivals.look("pc", of(stream("audio", "one", 50), stream("audio", "two", 9)), 2000).sounds.size).toBe(0);
  expect([...arrivals.look("pc", of(stream("audio", "one", 99), stream("audio", "two", 9)), 4000).sounds]).toEqual([
    "one",
  ]);
  expect(arrivals.look("pc", of(stream("audio", "one", 99), stream("audio", "two", 9)), 6000).sounds.size).toBe(0);
  // Another connection counts anew; what it had counted when it was first looked at is of unknown age.
  expect(arrivals.look("other", of(stream("audio", "three", 5)), 8000).sounds.size).toBe(0);
  expect([...arrivals.look("other", of(stream("audio", "three", 6)), 10_000).sounds]).toEqual(["three"]);
});

it("packets of before the call are none of it", () => {
  const arrivals = new Arrivals(0);
  expect(arrivals.look("pc", of(stream("audio", "one", 500)), WITHOUT_MS).without).toBe(true);
});
