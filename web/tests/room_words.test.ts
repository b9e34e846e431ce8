import { expect, it } from "vitest";
import { boardRoomWords } from "../src/islands/moderator/words";
import { roomWords } from "../src/ui/room_words";
import { boardRoom } from "./fixtures";

it("says the same of a room to its director and on the board, but for whose room it is", () => {
  const states = [
    "reserved",
    "in_call",
    "assisting",
    "on_hold",
    "wrap_up",
    "paused",
    "draining",
    "disconnected",
  ] as const;
  for (const state of states) expect(roomWords(state, "own")).toEqual(roomWords(state, "board"));
  expect(roomWords("available", "own")).toEqual(["Room open", "good"]);
  expect(roomWords("available", "board")).toEqual(["Free", "good"]);
});

it("tells on the board first that a room has no connection, unless it is closed", () => {
  const room = boardRoom({ connected: false });
  expect(boardRoomWords({ ...room, state: "in_call" })[0]).toBe("Connection lost");
  expect(boardRoomWords({ ...room, state: "closed" })[0]).toBe("Closed");
  expect(boardRoomWords({ ...room, state: "in_call", connected: true })[0]).toBe("In call");
});
