import { expect, it } from "vitest";
import { Strain } from "../../src/e2ee/strain";

/** Whether frames that come each `every` ms and take `took` are too much at some time of a minute. */
function tooMuch(every: number, took: (at: number) => number): boolean {
  const strain = new Strain();
  let free = 0;
  for (let at = 0; at < 60_000; at += every) {
    const from = Math.max(at, free);
    free = from + took(at);
    if (strain.isTooMuch(from, free)) return true;
  }
  return false;
}

it("is too much where frames come sooner than they are done", () => {
  expect(tooMuch(20, () => 25)).toBe(true);
  expect(tooMuch(33, () => 34)).toBe(true);
});

it("is not where they are done in time, or late once", () => {
  expect(tooMuch(20, () => 15)).toBe(false);
  expect(tooMuch(33, () => 5)).toBe(false);
  expect(tooMuch(20, (at) => (at === 10_000 ? 9000 : 2))).toBe(false);
});
