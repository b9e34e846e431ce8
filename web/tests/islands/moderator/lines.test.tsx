import { act, fireEvent, screen } from "@testing-library/preact";
import { describe, expect, it } from "vitest";
import { boardQueue, boardRoom, boardTicket } from "../../fixtures";
import { boardBeforeEach, socket } from "./board";

boardBeforeEach();

describe("one line", () => {
  const open = (...steps: string[]) => {
    fireEvent.click(screen.getByTestId("line-actions-works"));
    for (const step of steps) fireEvent.click(screen.getByTestId(step));
  };
  const sent = () => socket.sent.at(-1);

  it("pauses with a reason and minutes, for the state that was seen", async () => {
    open("line-pause", "line-pause-confirm");
    expect(screen.getByTestId("error-summary").textContent).toContain("Choose the reason.");
    expect(screen.getByTestId("line-pause-dialog").textContent).toContain("2 people waiting");
    fireEvent.change(screen.getByTestId("line-reason"), { target: { value: "technical" } });
    fireEvent.change(screen.getByTestId("line-minutes"), { target: { value: "15" } });
    fireEvent.click(screen.getByTestId("line-pause-confirm"));
    expect(sent()).toMatchObject({
      event: "set_queue",
      payload: { department: "works", version: 9, action: "pause", reason: "technical", minutes: 15 },
    });
    await act(async () => socket.ok());
    expect(screen.queryByTestId("line-pause-dialog")).toBeNull();
    expect(screen.getByTestId("said").textContent).toContain("WORKS");
  });

  it("offers what can be done with the line as it is by now", () => {
    open();
    expect(screen.queryByTestId("line-resume")).toBeNull();
    act(() => socket.hears("queue", boardQueue("works", ["OP-1"], { version: 2, state: "paused" })));
    fireEvent.click(screen.getByTestId("line-resume"));
    fireEvent.click(screen.getByTestId("line-resume-confirm"));
    expect(sent()).toMatchObject({ event: "set_queue", payload: { action: "resume" } });
  });

  it("takes nobody more only after saying whom it affects, and keeps a refusal in view", async () => {
    open("line-drain");
    expect(screen.getByTestId("line-drain-dialog").textContent).toContain("2 people waiting");
    fireEvent.click(screen.getByTestId("line-drain-confirm"));
    expect(sent()).toMatchObject({ event: "set_queue", payload: { action: "drain" } });
    await act(async () => socket.refuse("stale_version", "Somebody else changed this."));
    expect(screen.getByTestId("ask-refused").textContent).toBe("Somebody else changed this.");
  });

  it("has a limit, a number or the general one", () => {
    open("line-cap");
    fireEvent.input(screen.getByTestId("line-cap-value"), { target: { value: "many" } });
    fireEvent.click(screen.getByTestId("line-cap-confirm"));
    expect(socket.sent).toHaveLength(0);
    fireEvent.input(screen.getByTestId("line-cap-value"), { target: { value: "12" } });
    fireEvent.click(screen.getByTestId("line-cap-confirm"));
    expect(sent()).toMatchObject({ event: "set_cap", payload: { department: "works", version: 9, cap: 12 } });
  });

  it("shows that it is late today, its break and the results that are owed", () => {
    const paused = { state: "paused", paused_reason: "Break", paused_until: "2026-11-24T16:45:00Z" } as const;
    const unmet = ["Interpreter of an indigenous language"];
    const queue = boardQueue("works", [], { version: 2, late: true, pending: 2, unmet, ...paused });
    act(() => socket.hears("queue", queue));
    expect(screen.getByTestId("line-late-works").textContent).toContain("Admits nobody");
    expect(screen.getByTestId("line-pause-works").textContent).toBe("Break · Until 10:45");
    expect(screen.getByTestId("line-pending-works").textContent).toBe("2 results to complete");
    expect(screen.getByTestId("line-unmet-works").textContent).toContain("Interpreter of an indigenous language");
  });
});

describe("people, rooms and interpreters", () => {
  it("puts one who did not come back, after saying what it means", () => {
    const tickets = [boardTicket("OP-9", { state: "no_show", place: null, version: 6 })];
    act(() => socket.hears("queue", boardQueue("works", [], { version: 2, tickets })));
    fireEvent.click(screen.getByTestId("ticket-OP-9"));
    fireEvent.click(screen.getByTestId("undo-OP-9"));
    expect(socket.sent).toHaveLength(0);
    fireEvent.click(screen.getByTestId("undo-confirm"));
    expect(socket.sent[0]).toMatchObject({ event: "undo_no_show", payload: { ticket_id: "id-OP-9", version: 6 } });
  });

  it("cancels by key, with a reason", () => {
    fireEvent.keyDown(screen.getByTestId("ticket-OP-2"), { key: "c" });
    expect(screen.getByTestId("cancel-dialog").textContent).toContain("OP-2 (Street light, WORKS)");
    fireEvent.click(screen.getByTestId("cancel-confirm"));
    expect(socket.sent).toHaveLength(0);
    fireEvent.click(screen.getByTestId("cancel-duplicate"));
    fireEvent.click(screen.getByTestId("cancel-confirm"));
    expect(socket.sent[0]).toMatchObject({
      event: "cancel_ticket",
      payload: { ticket_id: "id-OP-2", version: 1, reason: "duplicate" },
    });
  });

  it("says which lines a room attends, at least one", () => {
    act(() => socket.hears("queue", boardQueue("works", [], { version: 2, rooms: [boardRoom()] })));
    fireEvent.click(screen.getByTestId("served-7"));
    fireEvent.click(screen.getByTestId("served-works"));
    fireEvent.click(screen.getByTestId("served-confirm"));
    expect(screen.getByTestId("error-summary").textContent).toContain("Choose at least one line.");
    fireEvent.click(screen.getByTestId("served-water"));
    fireEvent.click(screen.getByTestId("served-confirm"));
    expect(socket.sent[0]).toMatchObject({
      event: "set_served",
      payload: { room_id: 7, version: 2, departments: ["water"] },
    });
  });

  it("shows nobody whose ticket has come to its end", () => {
    const tickets = [boardTicket("OP-8", { state: "cancelled", place: null })];
    act(() => socket.hears("queue", boardQueue("works", [], { version: 2, tickets })));
    expect(screen.queryByTestId("ticket-OP-8")).toBeNull();
  });

  it("tells who interprets, and sets who is there", () => {
    const one = { code: "lsm", name: "Interpreter 1", helps_with: "Sign language", present: true, busy: true };
    act(() => socket.hears("interpreters", { interpreters: [one] }));
    expect(screen.getByTestId("interpreter-lsm").textContent).toContain("In call");
    fireEvent.click(screen.getByTestId("interpreter-lsm-toggle"));
    expect(socket.sent[0]).toMatchObject({ event: "set_interpreter", payload: { code: "lsm", present: false } });
  });
});
