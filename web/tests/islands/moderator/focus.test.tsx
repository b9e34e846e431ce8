import { act, fireEvent, screen, waitFor } from "@testing-library/preact";
import { describe, expect, it } from "vitest";
import { boardQueue } from "../../fixtures";
import { boardBeforeEach, move, socket } from "./board";

boardBeforeEach();

const leaves = () => act(() => socket.hears("queue", boardQueue("works", ["OP-2"], { version: 2 })));
const arrives = () => act(() => socket.hears("queue", boardQueue("water", ["AG-1", "OP-1"], { version: 2 })));
/** On a slow machine the preview of the move was asked for meanwhile. */
const answered = () => act(async () => socket.ok({ move_id: "m-1", moved: [] }, "move_tickets"));
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
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("ticket-OP-1")));
  },
);

const bothLeave = () => act(() => socket.hears("queue", boardQueue("works", [], { version: 2 })));
const bothArrive = () =>
  act(() => socket.hears("queue", boardQueue("water", ["AG-1", "OP-1", "OP-2"], { version: 2 })));
const SEVERAL = new Map([
  [leaves, bothLeave],
  [arrives, bothArrive],
]);

it.each(Object.entries(ORDERS))(
  "follows the first of several, wherever among them the focus was: %s",
  async (_, order) => {
    for (const number of ["OP-1", "OP-2"]) fireEvent.click(screen.getByTestId(`choose-${number}`));
    screen.getByTestId("ticket-OP-2").focus();
    fireEvent.keyDown(screen.getByTestId("ticket-OP-2"), { key: "m" });
    fireEvent.click(screen.getByTestId("move-to-water"));
    fireEvent.change(screen.getByTestId("move-reason"), { target: { value: "topic" } });
    fireEvent.click(screen.getByTestId("move-confirm"));
    for (const happens of order) {
      await (SEVERAL.get(happens as typeof leaves) ?? happens)();
      await settled();
    }
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("ticket-OP-1")));
  },
);

it("follows the ticket to a line that stands before the one it left, too", async () => {
  screen.getByTestId("ticket-AG-1").focus();
  fireEvent.keyDown(screen.getByTestId("ticket-AG-1"), { key: "m" });
  fireEvent.click(screen.getByTestId("move-to-works"));
  fireEvent.change(screen.getByTestId("move-reason"), { target: { value: "topic" } });
  fireEvent.click(screen.getByTestId("move-confirm"));
  await act(async () => socket.ok({ move_id: "m-1", moved: [] }));
  await settled();
  act(() => socket.hears("queue", boardQueue("works", ["OP-1", "OP-2", "AG-1"], { version: 2 })));
  await settled();
  act(() => socket.hears("queue", boardQueue("water", [], { version: 2 })));
  await settled();
  expect(document.activeElement).toBe(screen.getByTestId("ticket-AG-1"));
});

describe("the focus on a number", () => {
  const row = () => screen.getByTestId("ticket-OP-1");
  const redrawn = () => {
    const [now, stands_in] = [row(), document.createElement("button")];
    now.parentElement?.replaceChild(stands_in, now);
    stands_in.replaceWith(now);
  };

  it("follows it when somebody else moves it", async () => {
    row().focus();
    leaves();
    await settled();
    expect(document.activeElement?.id).toBe("queue-works");
    arrives();
    await settled();
    expect(document.activeElement).toBe(row());
  });

  it("comes back to a row that was taken out of the page for a moment", async () => {
    row().focus();
    move();
    for (const happens of [answered, arrives, leaves]) await happens();
    await settled();
    redrawn();
    expect(document.activeElement).toBe(document.body);
    act(() => socket.hears("queue", boardQueue("water", ["AG-1", "OP-1"], { version: 3 })));
    await settled();
    expect(document.activeElement).toBe(row());
  });

  it("stays where somebody put it meanwhile", async () => {
    row().focus();
    move();
    await answered();
    screen.getByTestId("ticket-AG-1").focus();
    leaves();
    arrives();
    await settled();
    expect(document.activeElement).toBe(screen.getByTestId("ticket-AG-1"));
  });

  it("is not brought back after a press beside it", async () => {
    row().focus();
    fireEvent.pointerDown(document.body);
    row().blur();
    arrives();
    await settled();
    expect(document.activeElement).toBe(document.body);
  });
});
