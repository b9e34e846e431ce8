import { expect, it } from "vitest";
import { pressureOf } from "../../../src/islands/moderator/pressure";
import { boardQueue, boardRoom } from "../../fixtures";

const numbers = (n: number) => Array.from({ length: n }, (_, at) => `OP-${at + 1}`);
const attended = boardRoom({ state: "in_call" });

it("is nothing where nobody waits", () => {
  expect(pressureOf(boardQueue("works", [], { rooms: [attended] }))).toBeNull();
});

it.each([
  [3, 1, 3, "calm"],
  [4, 1, 4, "busy"],
  [8, 1, 8, "high"],
  [8, 2, 4, "busy"],
  [7, 2, 4, "busy"],
])("of %d people and %d rooms is %d for each: %s", (waiting, rooms, perRoom, level) => {
  const queue = boardQueue("works", numbers(waiting), { rooms: Array.from({ length: rooms }, () => attended) });
  expect(pressureOf(queue)).toEqual({ perRoom, level });
});

it.each([
  { state: "paused" },
  { state: "closed" },
  { state: "in_call", connected: false },
  { state: "available", draining: true },
] as const)("does not count a room that takes nobody more: %o", (room) => {
  const queue = boardQueue("works", numbers(2), { rooms: [boardRoom(room)] });
  expect(pressureOf(queue)).toEqual({ perRoom: null, level: "unattended" });
});
