import { act, cleanup, fireEvent, render, screen } from "@testing-library/preact";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Controller } from "../../src/islands/moderator/controller";
import { ModeratorPage } from "../../src/islands/moderator/view";
import type { ModeratorHears, ModeratorSays } from "../../src/protocol";
import type { FakeSocket } from "../fake_socket";
import { board, boardQueue } from "../fixtures";
import { connectedLine, untouchedPage } from "./harness";

let socket: FakeSocket;

beforeEach(() => {
  untouchedPage();
  const connected = connectedLine<ModeratorSays, ModeratorHears>();
  socket = connected.socket;
  render(<ModeratorPage controller={new Controller(connected.line)} />);
  act(() => socket.hears("board", board(boardQueue("works", ["OP-1", "OP-2"]), boardQueue("water", ["AG-1"]))));
});
afterEach(cleanup);

function move(): void {
  fireEvent.keyDown(screen.getByTestId("ticket-OP-1"), { key: "m" });
  fireEvent.click(screen.getByTestId("move-to-water"));
  fireEvent.change(screen.getByTestId("move-reason"), { target: { value: "topic" } });
  fireEvent.click(screen.getByTestId("move-confirm"));
}

it("has one stop of the Tab key for each line, and arrow keys between tickets", () => {
  const first = screen.getByTestId("ticket-OP-1");
  expect(first.tabIndex).toBe(0);
  expect(screen.getByTestId("ticket-OP-2").tabIndex).toBe(-1);
  first.focus();
  fireEvent.keyDown(first, { key: "ArrowDown" });
  expect(document.activeElement).toBe(screen.getByTestId("ticket-OP-2"));
  fireEvent.keyDown(screen.getByTestId("ticket-OP-2"), { key: "ArrowRight" });
  expect(document.activeElement).toBe(screen.getByTestId("ticket-AG-1"));
});

it("moves with the version that was seen, and shows what the citizen will read", async () => {
  move();
  expect(screen.getByTestId("move-explanation").textContent).toContain("another department");
  expect(socket.sent.at(-1)).toMatchObject({
    event: "move_ticket",
    payload: { ticket_id: "id-OP-1", version: 1, department: "water", reason: "topic" },
  });
  await act(async () => socket.ok({ number: "OP-1", version: 2 }));
  expect(screen.queryByTestId("move-dialog")).toBeNull();
  expect(screen.getByTestId("said").textContent).toBe("OP-1 was moved to WATER.");
});

it("does not move without department and reason", () => {
  fireEvent.click(screen.getByTestId("ticket-OP-1"));
  fireEvent.click(screen.getByTestId("move-confirm"));
  expect(socket.sent.filter((each) => each.event === "move_ticket")).toHaveLength(0);
  expect(screen.getByRole("alert").textContent).toContain("Choose the department");
});

it("tells what happened when another moderator was faster, and how it stands now", async () => {
  move();
  act(() => socket.hears("queue", boardQueue("works", ["OP-2"], { version: 2 })));
  act(() => socket.hears("queue", boardQueue("water", ["AG-1", "OP-1"], { version: 2 })));
  await act(async () => socket.refuse("ticket_moved", "Somebody moved it first."));
  const refused = screen.getByTestId("move-refused");
  expect(refused.textContent).toContain("Somebody moved it first.");
  expect(refused.textContent).toContain("Now: OP-1, WATER: waiting.");
  fireEvent.click(screen.getByTestId("move-again"));
  expect(screen.getByTestId("move-to-works")).toBeTruthy();
});

const leaves = () => act(() => socket.hears("queue", boardQueue("works", ["OP-2"], { version: 2 })));
const arrives = () => act(() => socket.hears("queue", boardQueue("water", ["AG-1", "OP-1"], { version: 2 })));
const answered = () => act(async () => socket.ok({ number: "OP-1", version: 2 }));
/** What runs after a dialog was closed has run. */
const settled = () => act(async () => new Promise((done) => setTimeout(done)));
const ORDERS = {
  "the line it left, the line it came to, the answer": [leaves, arrives, answered],
  "the line it came to, the line it left, the answer": [arrives, leaves, answered],
  "the line it left, the answer, the line it came to": [leaves, answered, arrives],
  "the line it came to, the answer, the line it left": [arrives, answered, leaves],
  "the answer, the line it left, the line it came to": [answered, leaves, arrives],
  "the answer, the line it came to, the line it left": [answered, arrives, leaves],
};

it.each(Object.entries(ORDERS))(
  "follows the ticket with the focus in whatever order it hears: %s",
  async (_, order) => {
    screen.getByTestId("ticket-OP-1").focus();
    move();
    for (const happens of order) {
      await happens();
      await settled();
    }
    expect(document.activeElement).toBe(screen.getByTestId("ticket-OP-1"));
  },
);

it("follows the ticket to a line that stands before the one it left, too", async () => {
  screen.getByTestId("ticket-AG-1").focus();
  fireEvent.keyDown(screen.getByTestId("ticket-AG-1"), { key: "m" });
  fireEvent.click(screen.getByTestId("move-to-works"));
  fireEvent.change(screen.getByTestId("move-reason"), { target: { value: "topic" } });
  fireEvent.click(screen.getByTestId("move-confirm"));
  await act(async () => socket.ok({ number: "AG-1", version: 2 }));
  await settled();
  act(() => socket.hears("queue", boardQueue("works", ["OP-1", "OP-2", "AG-1"], { version: 2 })));
  await settled();
  act(() => socket.hears("queue", boardQueue("water", [], { version: 2 })));
  await settled();
  expect(document.activeElement).toBe(screen.getByTestId("ticket-AG-1"));
});
