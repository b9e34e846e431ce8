import { afterEach, describe, expect, it, vi } from "vitest";

const HOUR = 3_600_000;

async function open(): Promise<void> {
  vi.resetModules();
  await import("../src/site");
}

afterEach(() => localStorage.clear());

describe("any page of the site", () => {
  it("deletes the kept number after a day, and not before", async () => {
    const kept = (at: number) =>
      localStorage.setItem("audiencia:number", JSON.stringify({ number: "OP-017", folio: "F", at }));
    kept(Date.now() - 23 * HOUR);
    await open();
    expect(localStorage.length).toBe(1);
    kept(Date.now() - 25 * HOUR);
    await open();
    expect(localStorage.length).toBe(0);
  });

  it("opens where something else is kept under the name", async () => {
    localStorage.setItem("audiencia:number", "{");
    await open();
  });
});
