import { act, cleanup, fireEvent, render, screen } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Controller as Seat } from "../../../src/islands/assistant/controller";
import { AssistantPage } from "../../../src/islands/assistant/view";
import { Controller } from "../../../src/islands/director/controller";
import { DirectorPage } from "../../../src/islands/director/view";
import { Controller as Board } from "../../../src/islands/moderator/controller";
import { ModeratorPage } from "../../../src/islands/moderator/view";
import type {
  DirectorHears,
  DirectorSays,
  DirectorView,
  HelpEntryOut,
  ModeratorHears,
  ModeratorSays,
  SeatView,
} from "../../../src/protocol";
import type { FakeSocket } from "../../fake_socket";
import { board, boardQueue, current, directorView } from "../../fixtures";
import { connectedLine, untouchedPage } from "../harness";

let socket: FakeSocket;

beforeEach(untouchedPage);
afterEach(cleanup);

describe("a director", () => {
  beforeEach(() => {
    const connected = connectedLine<DirectorSays, DirectorHears>();
    socket = connected.socket;
    render(<DirectorPage controller={new Controller(connected.line)} />);
  });
  const show = (view: DirectorView) => act(() => socket.hears("view", view));

  it("says who is in the room before it opens", () => {
    show(directorView({ state: "closed", company: null }));
    fireEvent.click(screen.getByTestId("open-room-anyway"));
    expect(socket.sent).toEqual([]);
    fireEvent.click(screen.getByTestId("company-others"));
    fireEvent.input(screen.getByTestId("company-press"), { target: { value: "2" } });
    fireEvent.click(screen.getByTestId("open-room-anyway"));
    expect(socket.sent[0]).toMatchObject({
      event: "open_room",
      payload: { company: [{ code: "press", count: 2 }] },
    });
  });

  it("asks for help by a key, and sees a mark", () => {
    show(directorView());
    fireEvent.keyDown(window, { key: "F2" });
    expect(socket.sent[0]?.event).toBe("ask_help");
    show(directorView({}, { help: "coming" }));
    expect(screen.getByTestId("help-mark").textContent).toContain("Somebody is coming");
    fireEvent.keyDown(window, { key: "F2" });
    expect(socket.sent.length).toBe(1);
  });

  it("ends a call for conduct only with a reason", () => {
    show(directorView({ state: "in_call" }, { current: current() }));
    fireEvent.click(screen.getByTestId("end-for-conduct"));
    fireEvent.click(screen.getByTestId("conduct-confirm"));
    expect(socket.sent).toEqual([]);
    fireEvent.click(screen.getByTestId("conduct-threats"));
    fireEvent.click(screen.getByTestId("conduct-confirm"));
    expect(socket.sent[0]).toMatchObject({ event: "end_for_conduct", payload: { version: 5, reason: "threats" } });
  });

  it.each([
    ["the button", () => void fireEvent.click(screen.getByTestId("hang-up"))],
    ["the key", () => void fireEvent.keyDown(window, { key: "F4" })],
  ])("ends a call by %s whatever else is under way, once", (_, end) => {
    show(directorView({ state: "in_call" }, { current: current() }));
    fireEvent.click(screen.getByTestId("hold"));
    act(end);
    act(end);
    expect(socket.sent.map(({ event }) => event)).toEqual(["hold_call", "end_call"]);
  });

  it("ends a call for conduct whatever else is under way", () => {
    show(directorView({ state: "in_call" }, { current: current() }));
    fireEvent.click(screen.getByTestId("hold"));
    fireEvent.click(screen.getByTestId("end-for-conduct"));
    fireEvent.click(screen.getByTestId("conduct-threats"));
    fireEvent.click(screen.getByTestId("conduct-confirm"));
    expect(socket.sent.map(({ event }) => event)).toEqual(["hold_call", "end_for_conduct"]);
  });

  it("leaves the result to the assistant", () => {
    const assistants = [{ staff_id: 9, name: "Ana", connected: true }];
    show(directorView({ state: "wrap_up" }, { current: current({ state: "wrap_up" }), assistants }));
    expect(screen.getByTestId("defer-outcome").textContent).toBe("My assistant records it");
    fireEvent.click(screen.getByTestId("send-away"));
    expect(socket.sent[0]).toMatchObject({ event: "send_away", payload: { staff_id: 9 } });
  });

  it("keeps what was written when the assistant saves meanwhile, and shows both", () => {
    const at = (version: number, text: string) => current({ note: { version, text, by: version ? "Ana" : null } });
    show(directorView({ state: "in_call" }, { current: at(0, "") }));
    const field = () => screen.getByTestId("note_working") as HTMLTextAreaElement;
    fireEvent.input(field(), { target: { value: "mine" } });
    show(directorView({ state: "in_call" }, { current: at(1, "theirs") }));
    expect(field().value).toBe("mine");
    expect(screen.getByTestId("note-other").textContent).toContain("Ana saved this meanwhile");
    fireEvent.click(screen.getByTestId("note-join"));
    expect(field().value).toBe("theirs\nmine");
    fireEvent.click(screen.getByTestId("save-note"));
    expect(socket.sent[0]).toMatchObject({ event: "save_note", payload: { seen: 1, note: "theirs\nmine" } });
  });
});

describe("an assistant", () => {
  beforeEach(() => {
    const connected = connectedLine<DirectorSays, DirectorHears>();
    socket = connected.socket;
    render(<AssistantPage controller={new Seat(connected.line)} />);
  });
  const DESK = { room_id: 7, director: "Laura", department: "Public Works", state: "available" } as const;
  const ROOM = { ...DESK, director_connected: true, current: null, pending: [], dispositions: [] };
  const view = (more: Partial<SeatView> = {}): SeatView => ({
    version: 1,
    now: "2026-11-24T16:30:00Z",
    name: "Ana",
    desks: [DESK],
    room: null,
    ...more,
  });

  it("chooses a room, and leaves it", () => {
    act(() => socket.hears("seat", view()));
    fireEvent.click(screen.getByTestId("take-seat-7"));
    expect(socket.sent[0]).toMatchObject({ event: "take_seat", payload: { room_id: 7 } });
    act(() => socket.ok());
    act(() => socket.hears("seat", view({ room: ROOM })));
    expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("You assist Laura");
    expect(screen.getByTestId("nobody")).toBeTruthy();
  });

  it("hands steps over and takes them back", () => {
    act(() => socket.hears("seat", view({ room: { ...ROOM, current: current() } })));
    expect(screen.getByTestId("attended").textContent).toContain("María");
    fireEvent.input(screen.getByLabelText("Step"), { target: { value: "Bring it" } });
    fireEvent.submit(screen.getByTestId("step-form"));
    expect(socket.sent[0]).toMatchObject({ event: "add_next_step", payload: { step: "Bring it" } });
  });
});

describe("a moderator", () => {
  const ASKED: HelpEntryOut = {
    id: 3,
    reason: "silent",
    asked_at: "2026-11-24T16:29:00Z",
    department: "WORKS",
    department_slug: "works",
    room_id: 7,
    director: "Laura",
    ticket_id: null,
    number: null,
    answered_by: null,
  };
  const ENDING = {
    ending_id: "0b9a1f2e-0000-4000-8000-000000000003",
    number: "OP-1",
    department: "WORKS",
    department_slug: "works",
    reason: "Threats",
    ended_at: "2026-11-24T16:29:00Z",
    review: null,
    reviewed_by: null,
  };

  beforeEach(() => {
    const connected = connectedLine<ModeratorSays, ModeratorHears>();
    socket = connected.socket;
    render(<ModeratorPage controller={new Board(connected.line)} />);
    act(() => socket.hears("board", board(boardQueue("works", ["OP-1"]))));
  });

  it("sees who asks for help, and says that somebody is coming", () => {
    act(() => socket.hears("help", { entries: [ASKED] }));
    expect(screen.getByTestId("help-room-works").textContent).toContain("Laura (WORKS) asks for help, silently");
    fireEvent.click(screen.getByTestId("help-answer"));
    expect(socket.sent[0]).toMatchObject({ event: "answer_help", payload: { help_id: 3 } });
  });

  it("sees the citizen who asks at the row", () => {
    const entry = { ...ASKED, reason: "unwell", room_id: null, director: null, ticket_id: "id-OP-1", number: "OP-1" };
    act(() => socket.hears("help", { entries: [entry as HelpEntryOut] }));
    expect(screen.getByTestId("ticket-OP-1").textContent).toContain("Asks for help");
  });

  it("reviews an ending for conduct with what was found", () => {
    act(() => socket.hears("conduct", { endings: [ENDING], reports: 2 }));
    fireEvent.click(screen.getByTestId("review-OP-1"));
    fireEvent.click(screen.getByTestId("review-confirm"));
    expect(socket.sent).toEqual([]);
    fireEvent.click(screen.getByTestId("review-reversed"));
    fireEvent.input(screen.getByTestId("note_review"), { target: { value: "No insults" } });
    fireEvent.click(screen.getByTestId("review-confirm"));
    expect(socket.sent[0]).toMatchObject({
      event: "review_conduct",
      payload: { ending_id: ENDING.ending_id, review: "reversed", note: "No insults" },
    });
    expect(screen.getByTestId("conduct-reports").textContent).toContain("2 reports");
  });
});
