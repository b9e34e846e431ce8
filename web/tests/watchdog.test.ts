import { type Signal, signal } from "@preact/signals";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Ack } from "../src/protocol";
import type { MediaLink } from "../src/rtc";
import { type Doubtful, keepAlive } from "../src/watchdog";

const ok: Ack = { ok: true, result: {}, problem: null };
const lost = { ok: false, result: {}, problem: { code: "unavailable" } } as Ack;
let packets: number;
let flowing: boolean;
let answerAfter: number;
let limits: number[];
const renew = vi.fn();
const anew = vi.fn();

/** Answers after `answerAfter`, unless the limit comes first. */
const ask: Doubtful["ask"] = (_event, _nothing, limit) => {
  limits.push(limit);
  const answer = answerAfter < limit ? ok : lost;
  return new Promise((done) => setTimeout(() => done(answer), Math.min(answerAfter, limit)));
};

let live: Signal<boolean>;
let line: Signal<string>;
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

beforeEach(async () => {
  vi.useFakeTimers();
  [packets, flowing, answerAfter, limits] = [0, true, 1500, []];
  const getStats = async () => {
    if (flowing) packets += 10;
    return new Map([["in", { type: "inbound-rtp", packetsReceived: packets }]]);
  };
  [live, line] = [signal(true), signal("online")];
  keepAlive({ connection: signal({ getStats }), renew } as unknown as MediaLink, live, {
    connection: line,
    ask,
    anew,
    wake: vi.fn(),
  });
  await pass(3000);
});
afterEach(() => {
  live.value = false;
  line.value = "offline";
  vi.clearAllMocks();
  vi.useRealTimers();
});

it("a call in which packets come is left alone, and one that pauses for a second, too", async () => {
  flowing = false;
  await pass(1000);
  flowing = true;
  await pass(3000);
  expect(renew).not.toHaveBeenCalled();
  expect(limits).toEqual([]);
});

it("media that stand still are renewed, and the page's line stays where the server is merely slow", async () => {
  flowing = false;
  await pass(1500);
  expect(renew).toHaveBeenCalledOnce();
  await pass(2000);
  expect(limits).toEqual([2500]);
  expect(anew).not.toHaveBeenCalled();
});

it("the page's line is made anew where the server does not answer either", async () => {
  answerAfter = 60_000;
  flowing = false;
  await pass(1500 + 2000);
  expect(anew).not.toHaveBeenCalled();
  await pass(500);
  expect(anew).toHaveBeenCalledOnce();
});

it("after a change of the network the server has less time, also where it was asked before", async () => {
  answerAfter = 60_000;
  flowing = false;
  await pass(1500);
  dispatchEvent(new Event("online"));
  await pass(900);
  expect(limits.slice(0, 2)).toEqual([2500, 800]);
  expect(anew).toHaveBeenCalledOnce();
  flowing = true;
  await pass(2000);
  expect(anew).toHaveBeenCalledOnce();
});
