import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { SILENT_MS, Silence } from "../src/silence";

let now = 0;
let ended = 0;
let silence: Silence;

function pass(ms: number): void {
  now += ms;
  vi.advanceTimersByTime(ms);
}

beforeEach(() => {
  vi.useFakeTimers();
  now = 1000;
  ended = 0;
  silence = new Silence(
    () => ended++,
    () => now,
  );
});
afterEach(() => {
  vi.useRealTimers();
});

it("ends a connection once that says nothing while it matters", () => {
  silence.matters(true);
  pass(SILENT_MS);
  expect(ended).toBe(0);
  pass(4000);
  expect(ended).toBe(1);
  pass(4000);
  expect(ended).toBe(1);
});

it("leaves one alone on which something comes", () => {
  silence.matters(true);
  for (let n = 0; n < 10; n++) {
    pass(SILENT_MS - 3000);
    silence.heard();
  }
  expect(ended).toBe(0);
});

it("counts from when it began to matter, and no more afterwards", () => {
  pass(10 * SILENT_MS);
  silence.matters(true);
  pass(SILENT_MS);
  expect(ended).toBe(0);
  silence.matters(false);
  pass(10 * SILENT_MS);
  expect(ended).toBe(0);
});
