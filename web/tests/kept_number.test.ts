import { afterEach, describe, expect, it } from "vitest";
import { keepNumber } from "../src/islands/citizen/keep_number";
import { forgetNumber, keptNumber } from "../src/kept_number";

const HOUR = 3_600_000;
const MINE = { number: "OP-017", folio: "AUD-2026-000123-K" };

afterEach(() => localStorage.clear());

describe("the number for a page without a network", () => {
  it("is what was kept, and nothing else of it", () => {
    keepNumber({ ...MINE, pin: "123456" } as typeof MINE);
    expect(keptNumber(Date.now())).toEqual(MINE);
    expect(JSON.stringify({ ...localStorage })).not.toContain("123456");
  });

  it("is there for a day, and then off this device", () => {
    keepNumber(MINE);
    expect(keptNumber(Date.now() + 23 * HOUR)).toEqual(MINE);
    expect(keptNumber(Date.now() + 25 * HOUR)).toBeNull();
    expect(localStorage.length).toBe(0);
  });

  it("is removed when it is asked for, and when there is none any more", () => {
    for (const remove of [forgetNumber, () => keepNumber(null)]) {
      keepNumber(MINE);
      remove();
      expect(keptNumber(Date.now())).toBeNull();
      expect(localStorage.length).toBe(0);
    }
  });

  it("is none where somebody else wrote under its name", () => {
    localStorage.setItem("audiencia:number", "{");
    expect(keptNumber(Date.now())).toBeNull();
  });
});
