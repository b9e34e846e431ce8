import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Idle, type Lasts } from "../src/idle";

const said: string[] = [];
const DAY = 43_200;
let left: number | null;
let ends = DAY;

function idle(seconds: number): Idle {
  const ask = async (used: boolean) => {
    said.push(used ? "used" : "look");
    if (used) left = 1800;
    return left === null ? null : { left, ends };
  };
  const doors = {
    warn: () => said.push("warn"),
    calm: () => said.push("calm"),
    ending: () => said.push("ending"),
    leave: () => said.push("leave"),
  };
  return new Idle({ ask, ...doors }, { left: seconds, ends });
}

async function pass(seconds: number): Promise<string[]> {
  said.length = 0;
  await vi.advanceTimersByTimeAsync(seconds * 1000);
  return [...said];
}

beforeEach(() => {
  vi.useFakeTimers();
  ends = DAY;
});
afterEach(() => {
  vi.useRealTimers();
});

test("it is told two minutes before, and who stays is calm again", async () => {
  const one = idle(1800);
  left = 119;
  expect(await pass(1679)).toEqual([]);
  expect(await pass(1)).toEqual(["look", "warn"]);
  one.used();
  await vi.advanceTimersByTimeAsync(0);
  expect(said.slice(2)).toEqual(["used", "calm"]);
  left = 0;
  expect(await pass(1680)).toEqual(["look", "leave"]);
});

test("another page that is used, or a call, takes the warning away", async () => {
  idle(100);
  left = 1800;
  expect(await pass(10)).toEqual(["look", "calm"]);
});

test("a press on the warning counts however lately the page was loaded or used", async () => {
  const one = idle(1800);
  one.used();
  await vi.advanceTimersByTimeAsync(0);
  left = 100;
  expect((await pass(1680)).slice(-1)).toEqual(["warn"]);
  one.used();
  await vi.advanceTimersByTimeAsync(0);
  expect(said.slice(-2)).toEqual(["used", "calm"]);
  const soon = idle(100);
  soon.used();
  await vi.advanceTimersByTimeAsync(0);
  expect(said.slice(-2)).toEqual(["used", "calm"]);
});

test("an answer to what was asked before the use changes nothing", async () => {
  let first = (_: Lasts): void => undefined;
  const answers = [new Promise<Lasts>((resolve) => (first = resolve)), Promise.resolve({ left: 1800, ends: DAY })];
  const doors = { warn: vi.fn(), calm: vi.fn(), ending: vi.fn(), leave: vi.fn() };
  const one = new Idle({ ask: async () => (await answers.shift()) ?? null, ...doors }, { left: 130, ends: DAY });
  await pass(10);
  one.used();
  await vi.advanceTimersByTimeAsync(0);
  first({ left: 0, ends: 0 });
  await vi.advanceTimersByTimeAsync(0);
  expect(doors.leave).not.toHaveBeenCalled();
});

test("what somebody does is said once a minute", async () => {
  const one = idle(1800);
  for (const [seconds, expected] of [
    [59, ["used", "calm"]],
    [1, []],
    [30, []],
    [29, ["used", "calm"]],
  ] as const) {
    await pass(seconds);
    one.used();
    await vi.advanceTimersByTimeAsync(0);
    expect(said).toEqual(expected);
  }
});

test("without an answer nobody is sent away", async () => {
  idle(120);
  left = null;
  expect(await pass(10)).toEqual(["look"]);
  left = 0;
  expect(await pass(10)).toEqual(["look", "leave"]);
});

test("the end that no use puts off is told once, ten minutes before", async () => {
  ends = 1000;
  const one = idle(1800);
  ends = 600;
  left = 1400;
  expect(await pass(400)).toEqual(["look", "calm", "ending"]);
  ends = 599;
  one.used();
  await vi.advanceTimersByTimeAsync(0);
  expect(said.slice(-2)).toEqual(["used", "calm"]);
  ends = 0;
  expect(await pass(599)).toEqual(["look", "leave"]);
});
