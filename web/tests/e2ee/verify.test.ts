import { expect, it } from "vitest";
import { signsOf } from "../../src/ui/verify";

it("has 64 signs, each with a word of its own", () => {
  const signs = signsOf();
  expect(new Set(signs.map(([sign]) => sign)).size).toBe(64);
  expect(new Set(signs.map(([, word]) => word)).size).toBe(64);
});
