import { beforeEach, expect, it, vi } from "vitest";
import { Controller as Assistant } from "../../src/islands/assistant/controller";
import { Controller as Citizen } from "../../src/islands/citizen/controller";
import { Controller as Director } from "../../src/islands/director/controller";
import { Controller as Moderator } from "../../src/islands/moderator/controller";
import { CALL, citizenView } from "../fixtures";
import { connectedLine, untouchedPage } from "./harness";

/** A connection, and for how long a silence of it matters to the page. */
function watched() {
  // biome-ignore lint/suspicious/noExplicitAny: each page has its own messages
  const { socket, line } = connectedLine<any, any>();
  return { socket, line, matters: vi.spyOn(line, "matters") };
}

beforeEach(untouchedPage);

it.each([
  ["director", Director],
  ["assistant", Assistant],
  ["moderator", Moderator],
])("matters to the page of a %s all the time", (_, Controller) => {
  const { line, matters } = watched();
  new Controller(line);
  expect(matters.mock.calls).toEqual([[true]]);
});

it("matters to a citizen during a call", () => {
  const { socket, line, matters } = watched();
  new Citizen(line);
  socket.hears("view", citizenView());
  expect(matters.mock.lastCall).toEqual([false]);
  socket.hears("view", citizenView({ state: "in_call" }, { line: null, call: CALL }));
  expect(matters.mock.lastCall).toEqual([true]);
  socket.hears("view", citizenView({ state: "served" }, { line: null }));
  expect(matters.mock.lastCall).toEqual([false]);
});
