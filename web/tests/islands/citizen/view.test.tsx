import { act, fireEvent, screen, waitFor } from "@testing-library/preact";
import { describe, expect, it } from "vitest";
import type { CitizenView } from "../../../src/protocol";
import { atPlace, CALL, citizenView } from "../../fixtures";
import { pageBeforeEach, show, showOptions, socket } from "./page";

pageBeforeEach();

describe("in the line", () => {
  it("shows the place in words and as a picture with the own seat", () => {
    show(citizenView());
    expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("Your place: 3");
    expect(screen.getByText("2 people are ahead of you.")).toBeTruthy();
    expect(screen.getByTestId("my-seat").textContent).toContain("OP-017");
    expect(screen.getByTestId("folio").textContent).toBe("MTP-2026-7K3QD");
    expect(document.title).toContain("Your place: 3");
  });

  it("shows the own seat behind the first ones of the line", () => {
    const view = atPlace(30);
    show({ ...view, line: view.line && { ...view.line, front: ["OP-001", "OP-002"] } });
    const seats = [...screen.getByTestId("seats").children].map((seat) => seat.textContent);
    expect(seats).toEqual(["OP-001", "OP-002", "···and others", "OP-017You"]);
  });

  it("says nothing of others where none stands between", () => {
    const view = atPlace(3);
    show({ ...view, line: view.line && { ...view.line, front: ["OP-001", "OP-002"] } });
    expect([...screen.getByTestId("seats").children].map((seat) => seat.textContent)).toEqual([
      "OP-001",
      "OP-002",
      "OP-017You",
    ]);
  });

  it("says when nobody attends", () => {
    show(citizenView({}, { queue_state: "paused" }));
    expect(screen.getByTestId("queue-state").textContent).toContain("Nobody is attending");
    expect(screen.getByRole("heading", { level: 1 }).textContent).not.toContain("Your place");
    expect(screen.getByTestId("place").dataset.place).toBe("3");
  });

  it("says that the place is kept while the connection is away", () => {
    show(citizenView());
    act(() => socket.goOffline());
    expect(screen.getByTestId("connection").textContent).toContain("Your place is kept.");
  });

  it("asks before the place is given up", () => {
    show(citizenView());
    showOptions();
    fireEvent.click(screen.getByTestId("leave"));
    expect(socket.sent).toHaveLength(0);
    fireEvent.click(screen.getByTestId("leave-confirm"));
    expect(socket.sent[0]).toMatchObject({ event: "leave", payload: { version: 3 } });
  });

  it("tells why the ticket was moved", () => {
    show(citizenView());
    const history = [{ at: "2026-11-24T16:31:00Z", text: "Your topic is attended there." }];
    show(citizenView({ department: "Water", department_slug: "water" }, { history }));
    expect(screen.getByTestId("moved").textContent).toContain("Your topic is attended there.");
  });
});

describe("called", () => {
  it("shows one button, the time left and who calls", () => {
    show(citizenView({ state: "called" }, { line: null, call: CALL }));
    expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("It is your turn");
    expect(screen.getByText(/Laura, of Public Works, is calling you/)).toBeTruthy();
    expect(screen.getByTestId("countdown").getAttribute("data-seconds")).toBe("90");
    expect(document.title).toContain("It is your turn");
  });

  it("enters the call with the version that was seen, once", async () => {
    show(citizenView({ state: "called" }, { line: null, call: CALL }));
    fireEvent.click(screen.getByTestId("accept"));
    fireEvent.click(screen.getByTestId("accept"));
    expect(socket.sent.filter((each) => each.event === "accept")).toHaveLength(1);
    await act(async () => socket.ok({ epoch: 5 }));
    expect(screen.getByTestId("screen").getAttribute("data-screen")).toBe("call");
  });

  it("tells in words when it was too late", async () => {
    show(citizenView({ state: "called" }, { line: null, call: CALL }));
    fireEvent.click(screen.getByTestId("accept"));
    await act(async () => socket.refuse("answer_too_late", "The time ran out."));
    await waitFor(() => expect(screen.getByTestId("problem").textContent).toContain("The time ran out."));
  });
});

describe("the place and its changes", () => {
  const OLD = { at: "2026-11-24T16:12:00Z", text: "You joined the line." };
  const WHY = { at: "2026-11-24T16:31:00Z", text: "A person with preferential attention joined." };

  it("tells why before a worse place, on the page and by voice", async () => {
    show(atPlace(2, { history: [OLD] }));
    show(atPlace(3, { history: [OLD, WHY] }));
    const note = screen.getByTestId("passed");
    expect(note.textContent).toMatch(/joined\..*Your place changed from 2 to 3/);
    const order = note.compareDocumentPosition(screen.getByTestId("place"));
    expect(order & Node.DOCUMENT_POSITION_FOLLOWING).toBeTruthy();
    await waitFor(() => expect(screen.getByTestId("spoken-urgent").textContent).toBe(`${WHY.text} Your place: 3.`));
    fireEvent.click(screen.getByTestId("passed-ok"));
    expect(screen.queryByTestId("passed")).toBeNull();
  });

  it("lists why the place is what it is", () => {
    show(atPlace(3, { history: [OLD, WHY] }));
    showOptions();
    const items = [...screen.getByTestId("history").querySelectorAll("li")].map((item) => item.textContent);
    expect(items).toEqual([`10:31 ${WHY.text}`, `10:12 ${OLD.text}`]);
  });

  it("shows the estimate as a range, or why there is none", () => {
    const line = citizenView().line as NonNullable<CitizenView["line"]>;
    const estimate = { low_at: "2026-11-24T16:45:00Z", high_at: "2026-11-24T17:10:00Z" };
    show(citizenView({}, { line: { ...line, estimate } }));
    expect(screen.getByTestId("estimate").textContent).toContain("between 10:45 and 11:10, in about 15 to 40 minutes");
    show(citizenView({}, { line: { ...line, rooms_open: 0 } }));
    expect(screen.getByTestId("estimate").textContent).toContain("There is no estimate while no room is open");
  });

  it("tells a break with its reason and its end, and that a line takes nobody more", () => {
    const until = "2026-11-24T16:45:00Z";
    show(citizenView({}, { queue_state: "paused", queue_pause: { reason: "Technical trouble", until } }));
    expect(screen.getByTestId("queue-state").textContent).toContain("(Technical trouble). It goes on at about 10:45");
    show(citizenView({}, { queue_state: "draining" }));
    expect(screen.getByTestId("queue-state").textContent).toContain("takes nobody more today");
    const session = { ...citizenView().session, state: "closing" } as const;
    show(citizenView({}, { queue_state: "draining", session }));
    expect(screen.getByTestId("queue-state").textContent).toContain("Whoever cannot be attended any more");
  });
});

describe("ready, or not yet", () => {
  it("asks with the time left, and takes the answer", () => {
    show(citizenView({ state: "ready_check", ready_until: "2026-11-24T16:31:00Z" }));
    expect(screen.getByTestId("ready-countdown").getAttribute("data-seconds")).toBe("60");
    fireEvent.click(screen.getByTestId("say-ready"));
    expect(socket.sent[0]).toMatchObject({ event: "say_ready", payload: { version: 3 } });
    show(citizenView({ ready: true, version: 4 }));
    expect(screen.getByTestId("ready").textContent).toContain("You said that you are ready.");
    expect(screen.getByTestId("ready").textContent).toContain("also before others who are not ready");
  });

  it("takes the answer after the time, too", () => {
    show(citizenView());
    expect(screen.getByTestId("ready-check").getAttribute("data-asked")).toBe("false");
    fireEvent.click(screen.getByTestId("say-ready"));
    expect(socket.sent[0]?.event).toBe("say_ready");
  });

  it("says it again when the question came or went in that moment", async () => {
    show(citizenView());
    fireEvent.click(screen.getByTestId("say-ready"));
    await act(() => socket.refuse("stale_version", "Somebody else changed this."));
    show(citizenView({ state: "ready_check", version: 4, ready_until: "2026-11-24T16:31:00Z" }));
    await waitFor(() => expect(socket.sent).toHaveLength(2));
    expect(socket.sent[1]).toMatchObject({ event: "say_ready", payload: { version: 4 } });
    expect(screen.getByTestId("problem").textContent).toBe("");
    await act(() => socket.refuse("stale_version", "Somebody else changed this."));
    show(citizenView({ version: 5 }));
    await waitFor(() => expect(socket.sent).toHaveLength(3));
    await act(() => socket.ok());
    expect(socket.sent).toHaveLength(3);
  });

  it("does not leave a call that came in that moment", async () => {
    show(citizenView());
    showOptions();
    fireEvent.click(screen.getByTestId("leave"));
    fireEvent.click(screen.getByTestId("leave-confirm"));
    await act(() => socket.refuse("stale_version", "Somebody else changed this."));
    show(citizenView({ state: "called", version: 4 }, { line: null, call: CALL }));
    await waitFor(() => expect(screen.getByTestId("problem").textContent).toContain("Somebody else changed this."));
    expect(socket.sent).toHaveLength(1);
  });

  it("lets so many others pass", () => {
    show(citizenView());
    showOptions();
    fireEvent.click(screen.getByTestId("postpone"));
    fireEvent.click(screen.getByTestId("let-pass-3"));
    expect(socket.sent[0]).toMatchObject({ event: "postpone", payload: { version: 3, let_pass: 3 } });
  });

  it("lets others pass until a time, which must be chosen", () => {
    show(citizenView());
    showOptions();
    fireEvent.click(screen.getByTestId("postpone"));
    fireEvent.click(screen.getByTestId("postpone-until"));
    expect(socket.sent).toHaveLength(0);
    fireEvent.change(screen.getByTestId("not-before"), { target: { value: "2026-11-24T17:15:00.000Z" } });
    fireEvent.click(screen.getByTestId("postpone-until"));
    expect(socket.sent[0]?.payload).toMatchObject({ not_before: "2026-11-24T17:15:00.000Z" });
  });

  it("shows until when others pass, and the way back", () => {
    show(citizenView({ state: "postponed", let_pass: 2 }, { line: null }));
    expect(screen.getByTestId("postponed").textContent).toContain("2 more people have been called");
    show(citizenView({ state: "postponed", not_before: "2026-11-24T18:15:00Z" }, { line: null }));
    expect(screen.getByTestId("postponed").textContent).toContain("at 12:15");
    fireEvent.click(screen.getByTestId("resume"));
    expect(socket.sent[0]).toMatchObject({ event: "resume", payload: { version: 3 } });
  });
});

it("a page without a ticket says so and leads on", () => {
  act(() => socket.hears("connect_error", { data: { code: "ticket_needed", message: "No ticket here." } }));
  expect(screen.getByTestId("refused").textContent).toContain("No ticket here.");
});
