import { expect, it } from "vitest";
import { spoken, tell } from "../src/announce";

/** What is told by now stands in its region. */
const settled = () => Promise.resolve();

it("reads out all that is told at once, each region its own", async () => {
  tell("Laura handed you a step.");
  tell("It is your turn.", "urgent");
  tell("Laura writes: Your receipt?");
  await settled();
  expect([spoken.polite.value, spoken.urgent.value]).toEqual([
    "Laura handed you a step. Laura writes: Your receipt?",
    "It is your turn.",
  ]);
  tell("Your place: 3.");
  await settled();
  expect(spoken.polite.value).toBe("Your place: 3.");
});

it("reads out the same again, and nothing for nothing", async () => {
  tell("Copied.");
  await settled();
  tell("");
  await settled();
  expect(spoken.polite.value).toBe("Copied.");
  tell("Copied.");
  await settled();
  expect(spoken.polite.value).toBe("Copied.\u00a0");
});
