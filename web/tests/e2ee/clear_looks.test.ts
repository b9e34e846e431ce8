import { expect, it } from "vitest";
import { ClearLooks } from "../../src/e2ee/clear_looks";

/** How many looks in a row may show something in the clear. */
function looksUntilTooMany(looks: ClearLooks): number {
  let count = 1;
  while (!looks.isTooMany(true)) count++;
  return count;
}

it("waits ten looks more for who may agree still", () => {
  expect(looksUntilTooMany(new ClearLooks())).toBe(13);
});

it("waits three looks once all was sealed, until the agreement is over", () => {
  const looks = new ClearLooks();
  looks.sealed();
  expect(looksUntilTooMany(looks)).toBe(3);
  looks.forget();
  expect(looksUntilTooMany(looks)).toBe(13);
});

it("counts from the first again after a look without anything in the clear", () => {
  const looks = new ClearLooks();
  looks.sealed();
  expect([true, true, false, true, true, true].map((clear) => looks.isTooMany(clear))).toEqual([
    false,
    false,
    false,
    false,
    false,
    true,
  ]);
});
