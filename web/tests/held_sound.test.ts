import { signal } from "@preact/signals";
import { afterEach, expect, it, vi } from "vitest";
import { HeldSound, holdSound, missedOf } from "../src/held_sound";
import type { MediaLink } from "../src/rtc";

afterEach(() => void vi.useRealTimers());

it("holds sound while packets are missed, and for twenty seconds after", () => {
  const held = new HeldSound();
  expect(held.look("a", 40, 0)).toBeNull();
  expect(held.look("a", 41, 1000)).toBeNull();
  expect(held.look("a", 43, 2000)).toBe(200);
  expect(held.look("a", 43, 21_999)).toBe(200);
  expect(held.look("a", 43, 22_000)).toBeNull();
});

it("counts anew with another connection", () => {
  const held = new HeldSound();
  held.look("a", 0, 0);
  expect(held.look("b", 90, 1000)).toBeNull();
  expect(held.look("b", 92, 2000)).toBe(200);
});

it("reads what a browser asked for, and what came too late, of sound alone", () => {
  const report = [
    { type: "inbound-rtp", kind: "audio", nackCount: 3, packetsDiscarded: 4 },
    { type: "inbound-rtp", kind: "audio", packetsDiscarded: 1 },
    { type: "inbound-rtp", kind: "video", nackCount: 50 },
    { type: "outbound-rtp", kind: "audio", nackCount: 50 },
  ];
  expect(missedOf(report)).toBe(8);
});

it("tells the receivers of sound in a call", async () => {
  vi.useFakeTimers();
  let missed = 0;
  const [sound, picture] = [{ track: { kind: "audio" } }, { track: { kind: "video" } }];
  const pc = {
    getReceivers: () => [sound, picture],
    getStats: async () => new Map([[0, { type: "inbound-rtp", kind: "audio", nackCount: missed }]]),
  };
  const live = signal(true);
  holdSound({ connection: signal(pc) } as unknown as MediaLink, live);
  await vi.advanceTimersByTimeAsync(1000);
  missed = 5;
  await vi.advanceTimersByTimeAsync(1000);
  expect([sound, picture]).toEqual([
    { track: { kind: "audio" }, jitterBufferTarget: 200 },
    { track: { kind: "video" } },
  ]);
  live.value = false;
});
