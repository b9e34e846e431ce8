import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Idle } from "../src/idle";

const said: string[] = [];
let left: number | null;

function idle(seconds: number): Idle {
  const ask = async (used: boolean) => {
    said.push(used ? "used" : "look");
    if (used) left = 1800;
    return left;
  };
  return new Idle(
    { ask, warn: () => said.push("warn"), calm: () => said.push("calm"), leave: () => said.push("leave") },
    seconds,
  );
}

async function pass(seconds: number): Promise<string[]> {
  said.length = 0;
  await vi.advanceTimersByTimeAsync(seconds * 1000);
  return [...said];
}

beforeEach(() => {
  vi.useFakeTimers();
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
  let first = (_: number): void => undefined;
  const answers = [new Promise<number>((resolve) => (first = resolve)), Promise.resolve(1800)];
  const doors = { warn: vi.fn(), calm: vi.fn(), leave: vi.fn() };
  const one = new Idle({ ask: async () => (await answers.shift()) ?? null, ...doors }, 130);
  await pass(10);
  one.used();
  await vi.advanceTimersByTimeAsync(0);
  first(0);
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
