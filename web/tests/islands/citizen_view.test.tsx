import { act, cleanup, fireEvent, render, screen, waitFor } from "@testing-library/preact";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { Controller } from "../../src/islands/citizen/controller";
import { MatterDialog } from "../../src/islands/citizen/matters";
import { CitizenPage, Ended } from "../../src/islands/citizen/view";
import type { CitizenHears, CitizenSays, CitizenView } from "../../src/protocol";
import type { FakeSocket } from "../fake_socket";
import { atPlace, CALL, citizenView, MATTER, STEP } from "../fixtures";
import { connectedLine, noLateTexts, untouchedPage } from "./harness";

let socket: FakeSocket;
let controller: Controller;

beforeEach(() => {
  localStorage.clear();
  untouchedPage();
  const connected = connectedLine<CitizenSays, CitizenHears>();
  socket = connected.socket;
  controller = new Controller(connected.line);
  render(<CitizenPage controller={controller} />);
});
beforeAll(async () => {
  noLateTexts();
  await Promise.all([Ended.load(), MatterDialog.load()]);
});
afterEach(cleanup);

const show = (view: CitizenView) => act(() => socket.hears("view", view));

describe("in the line", () => {
  it("shows the place in words and as a picture with the own seat", () => {
    show(citizenView());
    expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("Your place: 3");
    expect(screen.getByText("2 people are ahead of you.")).toBeTruthy();
    expect(screen.getByTestId("my-seat").textContent).toContain("OP-017");
    expect(screen.getByTestId("folio").textContent).toBe("MTP-2026-7K3QD");
    expect(document.title).toContain("Your place: 3");
  });

  it("says when nobody attends", () => {
    show(citizenView({}, { queue_state: "paused" }));
    expect(screen.getByTestId("queue-state").textContent).toContain("Nobody is attending");
  });

  it("says that the place is kept while the connection is away", () => {
    show(citizenView());
    act(() => socket.goOffline());
    expect(screen.getByTestId("connection").textContent).toContain("Your place is kept.");
  });

  it("asks before the place is given up", () => {
    show(citizenView());
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
    expect(screen.getByTestId("problem").textContent).toContain("The time ran out.");
  });
});

describe("in the call and after", () => {
  it("shows the steps as they are handed over", () => {
    show(citizenView({ state: "in_call" }, { line: null, call: CALL }));
    expect(screen.queryByTestId("next-steps")).toBeNull();
    show(citizenView({ state: "in_call" }, { line: null, call: CALL, next_steps: [STEP] }));
    expect(screen.getByTestId("next-steps").textContent).toContain("Bring the request");
  });

  it("shows the outcome, what follows and the note", () => {
    const outcome = {
      outcome: "in_process",
      label: "Visit needed",
      follows: "We visit you.",
      note: "Thank you",
      recorded_at: "2026-11-24T16:40:00Z",
    } as const;
    show(citizenView({ state: "served" }, { line: null, outcome, next_steps: [STEP] }));
    expect(screen.getByTestId("served").textContent).toContain("Visit needed");
    expect(screen.getByTestId("follows").textContent).toBe("We visit you.");
    expect(screen.getByTestId("note").textContent).toBe("Thank you");
  });

  it("brings one who did not answer back by one button", () => {
    show(citizenView({ state: "absent" }, { line: null }));
    fireEvent.click(screen.getByTestId("come-back"));
    expect(socket.sent[0]).toMatchObject({ event: "come_back", payload: { version: 3 } });
  });
});

describe("the place and its changes", () => {
  const OLD = { at: "2026-11-24T16:12:00Z", text: "You joined the line." };
  const WHY = { at: "2026-11-24T16:31:00Z", text: "A person with preferential attention joined." };

  it("tells why before a worse place, on the page and by voice", () => {
    show(atPlace(2, { history: [OLD] }));
    show(atPlace(3, { history: [OLD, WHY] }));
    const note = screen.getByTestId("passed");
    expect(note.textContent).toMatch(/joined\..*Your place changed from 2 to 3/);
    const order = note.compareDocumentPosition(screen.getByTestId("place"));
    expect(order & Node.DOCUMENT_POSITION_FOLLOWING).toBeTruthy();
    expect(screen.getByTestId("spoken-urgent").textContent).toBe(`${WHY.text} Your place: 3.`);
    fireEvent.click(screen.getByTestId("passed-ok"));
    expect(screen.queryByTestId("passed")).toBeNull();
  });

  it("lists why the place is what it is", () => {
    show(atPlace(3, { history: [OLD, WHY] }));
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
  });

  it("takes the answer after the time, too", () => {
    show(citizenView());
    expect(screen.getByTestId("ready-check").getAttribute("data-asked")).toBe("false");
    fireEvent.click(screen.getByTestId("say-ready"));
    expect(socket.sent[0]?.event).toBe("say_ready");
  });

  it("says it once more when the question came or went in that moment", async () => {
    show(citizenView());
    fireEvent.click(screen.getByTestId("say-ready"));
    await act(() => socket.refuse("stale_version", "Somebody else changed this."));
    show(citizenView({ state: "ready_check", version: 4, ready_until: "2026-11-24T16:31:00Z" }));
    await waitFor(() => expect(socket.sent).toHaveLength(2));
    expect(socket.sent[1]).toMatchObject({ event: "say_ready", payload: { version: 4 } });
    expect(screen.getByTestId("problem").textContent).toBe("");
    await act(() => socket.refuse("stale_version", "Somebody else changed this."));
    show(citizenView({ version: 5 }));
    await act(() => socket.ok());
    expect(socket.sent).toHaveLength(2);
  });

  it("does not leave a call that came in that moment", async () => {
    show(citizenView());
    fireEvent.click(screen.getByTestId("leave"));
    fireEvent.click(screen.getByTestId("leave-confirm"));
    await act(() => socket.refuse("stale_version", "Somebody else changed this."));
    show(citizenView({ state: "called", version: 4 }, { line: null, call: CALL }));
    await waitFor(() => expect(screen.getByTestId("problem").textContent).toContain("Somebody else changed this."));
    expect(socket.sent).toHaveLength(1);
  });

  it("lets so many others pass", () => {
    show(citizenView());
    fireEvent.click(screen.getByTestId("postpone"));
    fireEvent.click(screen.getByTestId("let-pass-3"));
    expect(socket.sent[0]).toMatchObject({ event: "postpone", payload: { version: 3, let_pass: 3 } });
  });

  it("lets others pass until a time, which must be chosen", () => {
    show(citizenView());
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

describe("a place that was booked", () => {
  const booking = {
    starts_at: "2026-11-24T16:30:00Z",
    ends_at: "2026-11-24T17:00:00Z",
    check_in_at: "2026-11-24T15:00:00Z",
    lapses_at: "2026-11-24T16:40:00Z",
    called_off: "",
  };
  const booked = (state: "planned" | "lobby" | "open") => {
    const view = citizenView({ state: "booked" }, { line: null, booking });
    return { ...view, session: { ...view.session, state } };
  };

  it("shows day and hour, and what to do then", () => {
    show(booked("planned"));
    const told = screen.getByTestId("booked").textContent;
    expect(told).toContain("between 10:30 and 11:00");
    expect(told).toContain("from 09:00 on");
    expect(told).toContain("At 10:40");
    expect(screen.queryByTestId("check-in")).toBeNull();
    expect((screen.getByTestId("calendar-file") as HTMLAnchorElement).getAttribute("href")).toBe("/turno/cita.ics");
    expect(document.title).toContain("Your appointment");
  });

  it.each(["lobby", "open"] as const)("is checked in from the lobby on: %s", (state) => {
    show(booked(state));
    fireEvent.click(screen.getByTestId("check-in"));
    expect(socket.sent[0]).toMatchObject({ event: "check_in", payload: { version: 3 } });
  });

  it("is given up after a question", () => {
    show(booked("planned"));
    fireEvent.click(screen.getByTestId("give-up"));
    expect(socket.sent).toHaveLength(0);
    fireEvent.click(screen.getByTestId("give-up-confirm"));
    expect(socket.sent[0]).toMatchObject({ event: "leave", payload: { version: 3 } });
  });

  it("is held until its hour, without a way in before", () => {
    show(citizenView({ state: "postponed", not_before: booking.starts_at }, { line: null, booking }));
    expect(screen.getByTestId("held-until").textContent).toContain("at 10:30");
    expect(screen.queryByTestId("resume")).toBeNull();
  });

  it("lets others pass like anybody once it is in the line", () => {
    show(citizenView({ state: "postponed", not_before: "2026-11-24T18:15:00Z" }, { line: null, booking }));
    expect(screen.getByTestId("resume")).toBeTruthy();
  });

  it.each([
    ["open", true],
    ["closing", false],
  ] as const)("says how to go on when it lapsed: %s", (state, offers) => {
    const view = citizenView({ state: "lapsed" }, { line: null, booking });
    show({ ...view, session: { ...view.session, state } });
    expect(screen.getByTestId("later").getAttribute("data-state")).toBe("lapsed");
    expect(screen.queryByTestId("take-number") !== null).toBe(offers);
  });

  it("says why its day was called off, and how to book again", () => {
    const off = { ...booking, called_off: "Official mourning. The flags are at half mast." };
    show(citizenView({ state: "cancelled" }, { line: null, booking: off }));
    const told = screen.getByTestId("called-off").textContent;
    expect(told).toContain("There is no audience on the day of your appointment");
    expect(told).toContain("Reason: Official mourning. The flags are at half mast.");
    expect(screen.getByTestId("book-again").getAttribute("href")).toBe("/areas");
    expect(screen.queryByTestId("left")).toBeNull();
  });
});

describe("a call that does not go smoothly", () => {
  const inCall = (state: "called" | "in_call" | "on_hold" | "reconnecting", more: Partial<CitizenView> = {}) =>
    citizenView({ state }, { line: null, call: CALL, ...more });

  it("rings a little longer, once", () => {
    show(inCall("called"));
    fireEvent.click(screen.getByTestId("need-minute"));
    expect(socket.sent[0]?.event).toBe("need_minute");
    show(inCall("called", { call: { ...CALL, minute_taken: true, answer_until: "2026-11-24T16:32:30Z" } }));
    expect(screen.queryByTestId("need-minute")).toBeNull();
    expect(screen.getByTestId("countdown").querySelector("progress")?.max).toBe(150);
  });

  it("is on hold, and says so", () => {
    show(inCall("in_call"));
    show(inCall("on_hold"));
    expect(screen.getByTestId("on-hold").textContent).toContain("Laura does not see or hear you now");
    expect(screen.getByTestId("spoken").textContent).toContain("Your call is on hold");
    expect(screen.getByTestId("callscreen").getAttribute("data-live")).toBe("false");
  });

  it("is held open while either side is cut off", () => {
    show(inCall("reconnecting", { held_until: "2026-11-24T16:32:00Z" }));
    expect(screen.getByTestId("held-countdown").getAttribute("data-seconds")).toBe("120");
    show(inCall("in_call", { call: { ...CALL, director_connected: false } }));
    expect(screen.getByTestId("director-away").textContent).toContain("nothing is lost");
  });

  it("shows the second director with name and department", () => {
    const second = { director: "Pedro", department: "Water", knock_id: null, company: [] };
    show(inCall("in_call", { call: { ...CALL, second } }));
    expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("In call with Laura and Pedro");
    expect(screen.getByTestId("second").textContent).toContain("Pedro · Water");
  });
});

describe("other matters", () => {
  const departments = [{ slug: "water", name: "Water", topics: [{ slug: "leak", name: "Leak" }] }];
  const answer = async () => new Response(JSON.stringify(departments));

  beforeEach(() => vi.spyOn(globalThis, "fetch").mockImplementation(answer));
  afterEach(() => vi.mocked(fetch).mockRestore());

  const choices = async () => {
    fireEvent.click(screen.getByTestId("another-matter"));
    await waitFor(() => expect(screen.getByTestId("matter-department").textContent).toContain("Water"));
  };

  it("are chosen from the list as it is by now, and sent when complete", async () => {
    show(citizenView());
    await choices();
    fireEvent.submit(screen.getByTestId("matter-form"));
    expect(screen.getByTestId("error-summary").textContent).toContain("Choose the department.");
    fireEvent.change(screen.getByTestId("matter-department"), { target: { value: "water" } });
    fireEvent.change(screen.getByTestId("matter-topic"), { target: { value: "leak" } });
    fireEvent.input(screen.getByTestId("matter-text"), { target: { value: " Water on the street " } });
    expect(screen.queryByTestId("error-summary")).toBeNull();
    fireEvent.submit(screen.getByTestId("matter-form"));
    expect(socket.sent[0]).toMatchObject({
      event: "another_matter",
      payload: { department: "water", topic: "leak", matter: "Water on the street" },
    });
    await act(async () => socket.ok({ matter_id: MATTER.matter_id }));
    await waitFor(() => expect(screen.queryByTestId("matter-dialog")).toBeNull());
  });

  it("say when the list did not come, and fetch it again", async () => {
    vi.mocked(fetch).mockRejectedValueOnce(new TypeError("no network"));
    show(citizenView());
    fireEvent.click(screen.getByTestId("another-matter"));
    fireEvent.click(await screen.findByTestId("matter-again"));
    await waitFor(() => expect(screen.getByTestId("matter-department").textContent).toContain("Water"));
  });

  it("are taken back after a question", () => {
    show(citizenView({}, { matters: [MATTER] }));
    fireEvent.click(screen.getByTestId("withdraw-matter"));
    expect(socket.sent).toHaveLength(0);
    fireEvent.click(screen.getByTestId("withdraw-matter-confirm"));
    expect(socket.sent[0]).toMatchObject({ event: "withdraw_matter", payload: { matter_id: MATTER.matter_id } });
  });
});

describe("at the end", () => {
  const WORD = { resolved: null, until: "2026-11-26T16:40:00Z", reopened: false };

  it("asks whether the matter was resolved, tells what a no did, and lets change it", async () => {
    show(citizenView({ state: "served" }, { line: null, word: WORD }));
    fireEvent.click(screen.getByTestId("word-no"));
    expect(socket.sent[0]).toMatchObject({ event: "say_resolved", payload: { resolved: false } });
    await act(async () => socket.ok());
    show(citizenView({ state: "served" }, { line: null, word: { ...WORD, resolved: false, reopened: true } }));
    expect(screen.getByTestId("word-said").textContent).toContain("open again, as in process");
    fireEvent.click(screen.getByTestId("word-change"));
    fireEvent.click(screen.getByTestId("word-yes"));
    expect(socket.sent[1]?.payload).toMatchObject({ resolved: true });
  });

  it("asks nothing when the time to say it is over", () => {
    show(citizenView({ state: "served" }, { line: null, word: { ...WORD, until: "2026-11-24T16:29:00Z" } }));
    expect(screen.queryByTestId("word")).toBeNull();
  });

  it("tells one who did not come that the moderators see them", () => {
    show(citizenView({ state: "no_show" }, { line: null }));
    expect(screen.getByTestId("seen-by-moderators").textContent).toContain("see that you are here");
  });

  it("tells who was not attended what is kept and what to do next time", () => {
    show(citizenView({ state: "carried_over" }, { line: null }));
    const told = screen.getByTestId("carried-over").textContent;
    expect(told).toContain("MTP-2026-7K3QD");
    expect(told).toContain("preferential attention");
  });
});

it("a page without a ticket says so and leads on", () => {
  act(() => socket.hears("connect_error", { data: { code: "ticket_needed", message: "No ticket here." } }));
  expect(screen.getByTestId("refused").textContent).toContain("No ticket here.");
});
