import { act, fireEvent, screen, waitFor } from "@testing-library/preact";
import { describe, expect, it } from "vitest";
import { board, boardQueue, boardRoom, boardTicket } from "../../fixtures";
import { boardBeforeEach, move, socket } from "./board";

boardBeforeEach();

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
    event: "move_tickets",
    payload: { tickets: [{ ticket_id: "id-OP-1", version: 1 }], department: "water", reason: "topic" },
  });
  await act(async () => socket.ok({ move_id: "m-1", moved: [] }));
  expect(screen.queryByTestId("move-dialog")).toBeNull();
  expect(screen.getByTestId("said").textContent).toBe("OP-1 was moved to WATER.");
  fireEvent.click(screen.getByTestId("undo-last"));
  expect(socket.sent.at(-1)).toMatchObject({ event: "undo_move", payload: { move_id: "m-1" } });
  await act(async () => socket.ok({ undone: ["OP-1"] }));
  expect(screen.queryByTestId("undo-last")).toBeNull();
  expect(screen.getByTestId("said").textContent).toContain("undone");
});

it("says how many departments there are where the list shows a few of them", () => {
  const others = ["a", "b", "c", "d"].map((slug) => boardQueue(slug, []));
  act(() => socket.hears("board", board(boardQueue("works", ["OP-1"]), ...others)));
  fireEvent.click(screen.getByTestId("ticket-OP-1"));
  const count = screen.getByTestId("targets-count");
  expect(count.textContent).toBe("4 departments: scroll the list, or write a name.");
  const search = (value: string) => fireEvent.input(screen.getByTestId("move-search"), { target: { value } });
  search("a");
  expect(count.textContent).toBe("");
  search("nobody");
  expect(count.textContent).toBe("No department is called so.");
});

it("does not move without department and reason", () => {
  fireEvent.click(screen.getByTestId("ticket-OP-1"));
  fireEvent.click(screen.getByTestId("move-confirm"));
  expect(socket.sent.filter((each) => each.event === "move_tickets")).toHaveLength(0);
  const errors = () =>
    screen
      .queryAllByRole("listitem")
      .map((one) => one.textContent)
      .filter((one) => one?.startsWith("Choose"));
  expect(errors()).toEqual(["Choose the department.", "Choose the reason."]);
  fireEvent.click(screen.getByTestId("move-to-water"));
  expect(errors()).toEqual(["Choose the reason."]);
  expect(screen.getByTestId("move-reason").getAttribute("aria-invalid")).toBe("true");
  fireEvent.change(screen.getByTestId("move-reason"), { target: { value: "topic" } });
  expect(errors()).toEqual([]);
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

/** What a move leads to is asked for a moment after the department was chosen. */
const asked = () => waitFor(() => expect(socket.sent.at(-1)?.event).toBe("preview_move"));

describe("several at once", () => {
  const preview = {
    seats: [
      { number: "AG-1", before: 1, place: 2, estimate: null },
      { number: "OP-1", before: null, place: 1, estimate: null },
    ],
    passed: 3,
    nearer: 0,
    known: false,
  };
  const choose = (number: string) => fireEvent.keyDown(screen.getByTestId(`ticket-${number}`), { key: "x" });

  it("are chosen by key or box, stay in view, and are moved in one command with what it leads to", async () => {
    choose("OP-1");
    fireEvent.click(screen.getByTestId("choose-OP-2"));
    expect(screen.getByTestId("chosen-bar").textContent).toContain("2 chosen: OP-1, OP-2");
    fireEvent.click(screen.getByTestId("move-chosen"));
    expect(screen.getByTestId("move-numbers").textContent).toBe("OP-1, OP-2");
    expect(screen.queryByTestId("move-to-works")).toBeNull();
    fireEvent.click(screen.getByTestId("move-to-water"));
    await asked();
    const tickets = [
      { ticket_id: "id-OP-1", version: 1 },
      { ticket_id: "id-OP-2", version: 1 },
    ];
    expect(socket.sent.at(-1)).toMatchObject({ event: "preview_move", payload: { tickets, department: "water" } });
    await act(async () => socket.ok(preview));
    const shown = screen.getByTestId("move-preview").textContent;
    expect(shown).toContain("3 people are passed, and are told why. 2 of them are not shown here.");
    expect(screen.getByTestId("seat-OP-1").textContent).toBe("OP-1comes in1");
    expect(screen.getByTestId("seat-AG-1").textContent).toBe("AG-112");
    fireEvent.change(screen.getByTestId("move-reason"), { target: { value: "topic" } });
    fireEvent.click(screen.getByTestId("move-confirm"));
    expect(socket.sent.at(-1)).toMatchObject({ event: "move_tickets", payload: { tickets, department: "water" } });
    await act(async () => socket.ok({ move_id: "m-1", moved: [] }));
    expect(screen.getByTestId("said").textContent).toBe("OP-1, OP-2 were moved to WATER.");
    expect(screen.queryByTestId("chosen-bar")).toBeNull();
  });

  it("are dragged to a line, which opens the same question with what it leads to", async () => {
    choose("OP-1");
    choose("OP-2");
    const kept = new Map<string, string>();
    const dataTransfer = {
      setData: (kind: string, data: string) => kept.set(kind, data),
      getData: (kind: string) => kept.get(kind) ?? "",
      get types() {
        return [...kept.keys()];
      },
    };
    const dragged = (testid: string, type: string) =>
      fireEvent(
        screen.getByTestId(testid),
        Object.assign(new Event(type, { bubbles: true, cancelable: true }), { dataTransfer }),
      );
    dragged("ticket-OP-2", "dragstart");
    dragged("queue-water", "dragover");
    dragged("queue-water", "drop");
    expect(screen.getByTestId("move-numbers").textContent).toBe("OP-1, OP-2");
    expect((screen.getByTestId("move-to-water") as HTMLInputElement).checked).toBe(true);
    await asked();
    await act(async () => socket.refuse("tickets_moved", "OP-2: changed a moment ago."));
    expect(screen.getByTestId("move-refused").textContent).toContain("OP-2: changed a moment ago.");
  });

  it("can be moved all the same while it cannot be said what it leads to", async () => {
    choose("OP-1");
    fireEvent.click(screen.getByTestId("move-chosen"));
    fireEvent.click(screen.getByTestId("move-to-water"));
    await asked();
    await act(async () => socket.refuse("too_many_requests", "Slowly."));
    expect(screen.getByTestId("preview-sum").textContent).toBe("This cannot be said now.");
    expect(screen.getByTestId("move-confirm")).toBeTruthy();
  });

  it("are chosen no more when asked so", () => {
    choose("OP-1");
    fireEvent.click(screen.getByTestId("choose-none"));
    expect(screen.queryByTestId("chosen-bar")).toBeNull();
  });
});

describe("the order of a line", () => {
  it("is changed with a reason, after saying how many are passed, and can be undone", async () => {
    fireEvent.keyDown(screen.getByTestId("ticket-OP-2"), { key: "f" });
    expect(screen.getByTestId("first-dialog").textContent).toContain("1 person is passed");
    fireEvent.click(screen.getByTestId("first-confirm"));
    expect(screen.getByTestId("error-summary").textContent).toContain("Choose the reason.");
    fireEvent.change(screen.getByTestId("first-reason"), { target: { value: "urgent" } });
    expect(screen.getByTestId("first-dialog").textContent).toContain("Your matter cannot wait.");
    fireEvent.click(screen.getByTestId("first-confirm"));
    expect(socket.sent.at(-1)).toMatchObject({
      event: "put_first",
      payload: { ticket_id: "id-OP-2", version: 1, reason: "urgent" },
    });
    await act(async () => socket.ok({ first_id: "f-1" }));
    expect(screen.getByTestId("said").textContent).toBe("OP-2 is first in the line.");
    fireEvent.click(screen.getByTestId("undo-last"));
    expect(socket.sent.at(-1)).toMatchObject({ event: "undo_put_first", payload: { first_id: "f-1" } });
  });

  it("is undone each for itself, and the focus stays in the bar", async () => {
    for (const [number, id] of [
      ["OP-2", "f-1"],
      ["OP-1", "f-2"],
    ] as const) {
      fireEvent.keyDown(screen.getByTestId(`ticket-${number}`), { key: "f" });
      fireEvent.change(screen.getByTestId("first-reason"), { target: { value: "urgent" } });
      fireEvent.click(screen.getByTestId("first-confirm"));
      await act(async () => socket.ok({ first_id: id }));
    }
    const older = screen.getByTestId("undo-older") as HTMLDetailsElement;
    expect(older.textContent).toContain("and 1 before");
    expect(older.textContent).toContain("OP-2 is first in the line.");
    older.open = true;
    fireEvent.click(screen.getByTestId("undo-f-1"));
    expect(socket.sent.at(-1)).toMatchObject({ event: "undo_put_first", payload: { first_id: "f-1" } });
    expect(older.open).toBe(false);
    expect(document.activeElement).toBe(older.querySelector("summary"));
    await act(async () => socket.ok({ number: "OP-2", version: 3 }));
    expect(screen.queryByTestId("undo-older")).toBeNull();
    fireEvent.click(screen.getByTestId("undo-last"), { detail: 2 });
    expect(socket.sent.at(-1)).toMatchObject({ payload: { first_id: "f-1" } });
    fireEvent.click(screen.getByTestId("undo-last"));
    expect(socket.sent.at(-1)).toMatchObject({ event: "undo_put_first", payload: { first_id: "f-2" } });
  });

  it("says in a word which call has a poor connection", () => {
    const talking = (poor_line: boolean, version: number) =>
      boardQueue("works", [], { version, rooms: [boardRoom({ number: "OP-1", state: "in_call", poor_line })] });
    act(() => socket.hears("queue", talking(true, 2)));
    expect(screen.getByTestId("poor-line-7").textContent).toBe("Poor connection");
    act(() => socket.hears("queue", talking(false, 3)));
    expect(screen.queryByTestId("poor-line-7")).toBeNull();
  });

  it("is kept when a call is taken back, which says whose call it is and what else ends it", async () => {
    const called = boardQueue("works", [], {
      version: 2,
      tickets: [boardTicket("OP-1", { state: "called", connected: false })],
      rooms: [boardRoom({ number: "OP-1", state: "reserved" })],
    });
    act(() => socket.hears("queue", called));
    fireEvent.click(screen.getByTestId("ticket-OP-1"));
    fireEvent.click(screen.getByTestId("back-OP-1"));
    expect(screen.getByTestId("back-dialog").textContent).toContain("the next call of Laura may be for them");
    expect(screen.getByTestId("called-away").textContent).toContain("it ends by itself");
    fireEvent.click(screen.getByTestId("back-confirm"));
    expect(socket.sent.at(-1)).toMatchObject({ event: "put_back", payload: { ticket_id: "id-OP-1", version: 1 } });
    await act(async () => socket.refuse("not_allowed_now", "It was answered."));
    expect(screen.getByTestId("ask-refused").textContent).toBe("It was answered.");
  });
});

describe("those who wait", () => {
  it("are told something, for a while, and the moderator sees how many read it", async () => {
    fireEvent.click(screen.getByTestId("announce"));
    expect(screen.getByTestId("announce-confirm").textContent).toBe("Tell 3 people");
    fireEvent.change(screen.getByTestId("announce-to"), { target: { value: "water" } });
    expect(screen.getByTestId("announce-confirm").textContent).toBe("Tell 1 person");
    fireEvent.click(screen.getByTestId("announce-confirm"));
    expect(screen.getByTestId("error-summary").textContent).toContain("Write what to tell.");
    fireEvent.input(screen.getByTestId("announce-text"), { target: { value: " The system is slow " } });
    fireEvent.click(screen.getByTestId("announce-confirm"));
    expect(socket.sent.at(-1)).toMatchObject({
      event: "announce",
      payload: { department: "water", text: "The system is slow", minutes: 30 },
    });
    await act(async () => socket.ok({ announcement_id: 7 }));
    const shown = { id: 7, text: "The system is slow", made_at: "2026-11-24T16:30:00Z", until: "2999-01-01T00:00:00Z" };
    act(() => socket.hears("announcements", { announcements: [{ ...shown, department: "WATER", by: "Marta" }] }));
    fireEvent.click(screen.getByTestId("withdraw-7"));
    expect(socket.sent.at(-1)).toMatchObject({ event: "withdraw_announcement", payload: { announcement_id: 7 } });
  });

  it("are found by what one types; the line's counts stay those of the whole line", () => {
    fireEvent.input(screen.getByTestId("board-search"), { target: { value: "op-2" } });
    expect(screen.queryByTestId("ticket-OP-1")).toBeNull();
    expect(screen.queryByTestId("queue-water")).toBeNull();
    expect(screen.getByTestId("line-counts-works").textContent).toContain("2 people waiting");
    expect(screen.getByTestId("found").textContent).toContain("1 found");
    fireEvent.click(screen.getByTestId("show-all"));
    expect(screen.getByTestId("ticket-OP-1")).toBeTruthy();
  });
});

it("lets the session go on for longer, from the time that was seen", async () => {
  fireEvent.click(screen.getByTestId("extend"));
  fireEvent.change(screen.getByTestId("extend-minutes"), { target: { value: "60" } });
  expect(screen.getByTestId("extend-dialog").textContent).toContain("3 people who wait are told.");
  fireEvent.click(screen.getByTestId("extend-confirm"));
  expect(socket.sent.at(-1)).toMatchObject({
    event: "extend_session",
    payload: { closes_at: "2026-11-24T20:00:00Z", minutes: 60 },
  });
  await act(async () => socket.refuse("stale_version", "Somebody else changed this."));
  expect(screen.getByTestId("ask-refused").textContent).toBe("Somebody else changed this.");
});

it("reads what happened last, and ignores what comes too late", () => {
  const entry = (id: number, text: string) => ({ id, at: "2026-11-24T16:30:00Z", text, by: null, medium: null });
  act(() => socket.hears("activity", { entries: [entry(9, "OP-1 joined."), entry(8, "AG-1 joined.")] }));
  act(() => socket.hears("activity", { entries: [entry(8, "AG-1 joined.")] }));
  expect(screen.getByTestId("activity").textContent).toContain("OP-1 joined.");
});
