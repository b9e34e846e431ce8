import { act, cleanup, render, screen } from "@testing-library/preact";
import { afterEach, beforeEach, expect, it } from "vitest";
import { ChatDialog } from "../../../src/islands/moderator/chat";
import { Controller } from "../../../src/islands/moderator/controller";
import type { ChatMessageOut, ModeratorHears, ModeratorSays } from "../../../src/protocol";
import type { FakeSocket } from "../../fake_socket";
import { board, boardQueue, boardTicket } from "../../fixtures";
import { connectedLine, untouchedPage } from "../harness";

let socket: FakeSocket;
let controller: Controller;

beforeEach(() => {
  untouchedPage();
  const connected = connectedLine<ModeratorSays, ModeratorHears>();
  socket = connected.socket;
  controller = new Controller(connected.line);
});
afterEach(cleanup);

const ticket = (unread: number) => boardTicket("OP-1", { unread });
const show = (unread: number) =>
  act(() => socket.hears("board", board(boardQueue("works", [], { tickets: [ticket(unread)] }))));
const open = () => {
  const asked = { what: "chat", ticket: ticket(0), queue: boardQueue("works", ["OP-1"]) } as const;
  render(<ChatDialog controller={controller} asked={asked} />);
};
const reads = () => socket.sent.filter(({ event }) => event === "read_chat");
const answer = (at: number, ...texts: string[]) =>
  act(async () => {
    const messages = texts.map(
      (text, id): ChatMessageOut => ({ id, who: "citizen", name: "", mine: false, text, at: "2026-11-24T16:30:00Z" }),
    );
    reads()[at]?.answer(null, { ok: true, result: { channel: "help", messages, may_write: true }, problem: null });
  });

it("is read once the connection is back where it was away at the opening", async () => {
  show(0);
  act(() => socket.goOffline());
  open();
  await act(async () => undefined);
  expect(reads()).toEqual([]);
  await act(async () => socket.goOnline());
  await answer(0, "I hear nothing");
  expect(screen.getByTestId("chat").textContent).toContain("I hear nothing");
  expect(screen.queryByRole("alert")).toBeNull();
});

it("shows what was read last, whatever is answered last", async () => {
  show(0);
  open();
  await show(1);
  expect(reads()).toHaveLength(2);
  await answer(1, "first", "second");
  await answer(0, "first");
  expect(screen.getByTestId("chat").textContent).toContain("second");
});
