import { act, cleanup, fireEvent, render, screen, waitFor } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Controller as Seat } from "../../../src/islands/assistant/controller";
import { AssistantPage } from "../../../src/islands/assistant/view";
import { Controller } from "../../../src/islands/director/controller";
import { DirectorPage } from "../../../src/islands/director/view";
import type {
  AssistantHears,
  AssistantSays,
  CurrentOut,
  DirectorHears,
  DirectorSays,
  DirectorView,
  PendingOut,
  SeatView,
  WorkingNoteOut,
} from "../../../src/protocol";
import type { FakeSocket } from "../../fake_socket";
import { assist, current, directorView } from "../../fixtures";
import { connectedLine, untouchedPage } from "../harness";

let socket: FakeSocket;

/** What the pages of a test listen to on the window. */
let added: [string, EventListener][];

beforeEach(() => {
  untouchedPage();
  added = [];
  const add = globalThis.addEventListener;
  vi.stubGlobal("addEventListener", (name: string, listener: EventListener) => {
    added.push([name, listener]);
    add.call(globalThis, name, listener);
  });
});
afterEach(() => {
  cleanup();
  // The page of one test asks nothing in the next.
  for (const [name, listener] of added) removeEventListener(name, listener);
});

const NONE: WorkingNoteOut = { version: 0, text: "", by: null };
const PERSON = current();
const pending = (note: WorkingNoteOut = NONE, ticket_id = PERSON.ticket_id): PendingOut => ({
  ticket_id,
  number: PERSON.number,
  version: 8,
  topic: "Street light",
  matter: "It is dark",
  name: "Rosa",
  ended_at: "2026-11-24T16:20:00Z",
  note,
});
const said = () => socket.sent.map((each) => each.event);
const field = (id: string) => screen.getByTestId(id) as HTMLTextAreaElement;
const write = (id: string, value: string) => fireEvent.input(field(id), { target: { value } });
const press = (testid: string) => act(async () => void fireEvent.click(screen.getByTestId(testid)));
const ok = () => act(async () => socket.ok());
/** Whether the browser would ask before the page is left. */
const asks = () => !dispatchEvent(new Event("beforeunload", { cancelable: true }));

describe("what a director wrote", () => {
  beforeEach(() => {
    const connected = connectedLine<DirectorSays, DirectorHears>();
    socket = connected.socket;
    render(<DirectorPage controller={new Controller(connected.line)} />);
  });

  const show = (view: DirectorView) => act(() => socket.hears("view", view));
  const attending = (state: "in_call" | "wrap_up", more: Partial<CurrentOut> = {}) =>
    show(directorView({ state }, { current: current({ state, ...more }) }));
  const free = (left: PendingOut[] = []) => show(directorView({ version: 9 }, { pending: left }));

  it("is saved before the result is left for later, and stands in the form that completes it", async () => {
    attending("wrap_up");
    write("note_working", "Ask the depot");
    await press("outcome-other");
    write("note_to_citizen", "We come on Friday");
    await press("defer-outcome");
    expect(socket.sent[0]).toMatchObject({ event: "save_note", payload: { seen: 0, note: "Ask the depot" } });
    expect(said()).toEqual(["save_note"]);
    await ok();
    expect(said()).toEqual(["save_note", "defer_outcome"]);
    await ok();
    const saved = { version: 1, text: "Ask the depot", by: "Laura" };
    free([pending(saved)]);
    await press(`complete-${PERSON.number}`);
    expect(field("pending-note_internal").value).toBe("Ask the depot");
    expect(field("pending-note_to_citizen").value).toBe("We come on Friday");
    expect(screen.queryByTestId("note-other")).toBeNull();
  });

  it("keeps the person where somebody else changed the note, and only then", async () => {
    attending("wrap_up");
    write("note_working", "mine");
    await press("defer-outcome");
    await act(async () => socket.refuse("note_changed", "Ana changed this note."));
    expect(said()).toEqual(["save_note"]);
    await press("defer-outcome");
    await act(async () => socket.refuse("internal", "It does not open."));
    expect(said()).toEqual(["save_note", "save_note", "defer_outcome"]);
  });

  it("is no other's where the server keeps it without blanks around, or one writes on while it is saved", async () => {
    attending("wrap_up");
    write("note_working", "Ask the depot \n");
    await press("save-note");
    write("note_working", "Ask the depot \ntomorrow");
    await ok();
    attending("wrap_up", { note: { version: 1, text: "Ask the depot", by: "Laura" } });
    expect(screen.queryByTestId("note-other")).toBeNull();
    expect(field("note_working").value).toBe("Ask the depot \ntomorrow");
    await press("save-note");
    expect(socket.sent[1]).toMatchObject({ event: "save_note", payload: { seen: 1 } });
    await ok();
    attending("wrap_up", { note: { version: 3, text: "by another", by: "Ana" } });
    expect(screen.queryByTestId("note-other")).toBeNull();
    expect(field("note_working").value).toBe("by another");
  });

  it("goes to the citizen from the short list too, where it stands", async () => {
    attending("wrap_up");
    await press("outcome-other");
    write("note_to_citizen", "We come on Friday");
    await press("outcome-quick");
    expect(screen.getByTestId("note-kept").textContent).toContain("We come on Friday");
    await press("quick-information");
    await press("record-outcome");
    expect(socket.sent[0]).toMatchObject({
      event: "record_outcome",
      payload: { note_to_citizen: "We come on Friday" },
    });
  });

  it("goes to the next director once it is not refused", async () => {
    attending("in_call");
    await press("transfer");
    await press("target-water");
    write("note_transfer", "Needs the meter number");
    await press("transfer-now");
    await act(async () => socket.refuse("queue_closed", "That line is closed."));
    await press("transfer");
    expect(field("note_transfer").value).toBe("Needs the meter number");
    await press("target-water");
    await press("transfer-now");
    expect(socket.sent[1]).toMatchObject({ event: "transfer_call", payload: { note: "Needs the meter number" } });
    await ok();
    free();
    attending("in_call");
    await press("transfer");
    await waitFor(() => expect(field("note_transfer").value).toBe(""));
  });

  it("is told when the person left the room while the note was being saved", async () => {
    attending("wrap_up");
    write("note_working", "Ask the depot");
    await press("defer-outcome");
    free();
    await ok();
    expect(socket.sent[1]).toMatchObject({ event: "defer_outcome", payload: { version: 5 } });
  });

  it("is there again with the person who was cut off for too long, and shown meanwhile", async () => {
    attending("in_call");
    write("note_working", "Half a sentence");
    expect(asks()).toBe(true);
    free();
    expect(screen.getByTestId(`left-note-${PERSON.number}`).textContent).toContain("Half a sentence");
    attending("in_call");
    expect(screen.queryByTestId(`left-note-${PERSON.number}`)).toBeNull();
    expect(field("note_working").value).toBe("Half a sentence");
    free();
    await press("left-note-close");
    expect(screen.queryByTestId(`left-note-${PERSON.number}`)).toBeNull();
    expect(asks()).toBe(false);
  });

  it("is shown where it is a commitment that was not made, and is there again with the person", async () => {
    const left = () => screen.queryByTestId(`left-promise-${PERSON.number}`);
    attending("in_call");
    await press("tab-promises");
    await press("promise-open");
    write("promise", "A crew comes");
    write("promise-due", "2026-12-01");
    expect(left()).toBeNull();
    expect(asks()).toBe(true);
    free();
    expect(left()?.textContent).toContain("A crew comes\n2026-12-01");
    attending("in_call");
    await press("tab-promises");
    expect(left()).toBeNull();
    expect([field("promise").value, field("promise-due").value]).toEqual(["A crew comes", "2026-12-01"]);
    free();
    await press("left-promise-close");
    expect(left()).toBeNull();
    expect(asks()).toBe(false);
  });

  it("is shown while this room only assists its person, but for the commitment, which has its field there", async () => {
    attending("in_call");
    write("note_working", "Ask the depot");
    await press("tab-promises");
    await press("promise-open");
    write("promise", "A crew comes");
    const assisted = assist({ role: "guest", joined: true, ticket_id: PERSON.ticket_id, number: PERSON.number });
    show(directorView({ version: 9, state: "assisting" }, { assist: assisted }));
    await press("tab-queue");
    expect(screen.getByTestId(`left-note-${PERSON.number}`).textContent).toContain("Ask the depot");
    expect(screen.queryByTestId(`left-promise-${PERSON.number}`)).toBeNull();
    await press("tab-promises");
    expect(field("promise").value).toBe("A crew comes");
  });

  it("is gone where somebody else is signed in at the same browser by then", async () => {
    attending("in_call");
    write("note_working", "Laura's words");
    show({ ...directorView({ state: "in_call" }, { current: PERSON }), director: "Pedro" });
    expect(field("note_working").value).toBe("");
    show({ ...directorView({ version: 9 }, {}), director: "Pedro" });
    expect(screen.queryByTestId(`left-note-${PERSON.number}`)).toBeNull();
    expect(asks()).toBe(false);
  });

  it("is forgotten once the result is recorded", async () => {
    attending("wrap_up");
    write("note_working", "Done");
    await press("quick-information");
    await press("record-outcome");
    expect(socket.sent[0]).toMatchObject({ event: "record_outcome", payload: { note_internal: "Done" } });
    free();
    expect(screen.queryByTestId(`left-note-${PERSON.number}`)).toBeNull();
    await ok();
    await waitFor(() => expect(screen.queryByTestId(`left-note-${PERSON.number}`)).toBeNull());
    expect(asks()).toBe(false);
  });

  it("stays to be copied when somebody else records the result meanwhile", async () => {
    free([pending()]);
    await press(`complete-${PERSON.number}`);
    write("pending-note_internal", "In mid-word");
    free([]);
    expect(screen.getByTestId("recorded-meanwhile").textContent).toContain("recorded meanwhile");
    expect(screen.getByTestId("complete-dialog").textContent).toContain("In mid-word");
    await press("recorded-close");
    expect(screen.queryByTestId("complete-dialog")).toBeNull();
    expect(screen.queryByTestId(`left-note-${PERSON.number}`)).toBeNull();
  });
});

describe("what an assistant wrote", () => {
  const ROOM = { room_id: 7, director: "Laura", department: "Public Works", dispositions: [] };
  const seat = (person: CurrentOut | null, left: PendingOut[]): SeatView => ({
    version: 1,
    now: "2026-11-24T16:30:00Z",
    name: "Ana",
    desks: [],
    room: { ...ROOM, state: "available", director_connected: true, current: person, pending: left },
  });

  it("stands in the form of the result when the director leaves it for later", async () => {
    const connected = connectedLine<AssistantSays, AssistantHears>();
    socket = connected.socket;
    render(<AssistantPage controller={new Seat(connected.line)} />);
    act(() => socket.hears("seat", seat(PERSON, [])));
    write("note_working", "Not saved yet");
    act(() => socket.hears("seat", seat(null, [])));
    expect(screen.getByTestId(`left-note-${PERSON.number}`).textContent).toContain("Not saved yet");
    act(() => socket.hears("seat", seat(null, [pending()])));
    expect(screen.queryByTestId(`left-note-${PERSON.number}`)).toBeNull();
    await press(`complete-${PERSON.number}`);
    expect(field("pending-note_internal").value).toBe("Not saved yet");
    await press("save-note");
    write("pending-note_internal", "Not saved yet, and more");
    await ok();
    act(() => socket.hears("seat", seat(null, [pending({ version: 1, text: "Not saved yet", by: "Ana" })])));
    expect(screen.queryByTestId("note-other")).toBeNull();
  });

  it("is shown, where it is a step that was not handed over as the director concludes, until it is thrown away", async () => {
    const connected = connectedLine<AssistantSays, AssistantHears>();
    socket = connected.socket;
    render(<AssistantPage controller={new Seat(connected.line)} />);
    const type = (value: string) => fireEvent.input(screen.getByLabelText("Step"), { target: { value } });
    const left = () => screen.queryByTestId(`left-step-${PERSON.number}`);
    act(() => socket.hears("seat", seat(PERSON, [])));
    type("Bring the receipt");
    fireEvent.submit(screen.getByTestId("step-form"));
    await ok();
    type("Ask at window 4");
    fireEvent.input(screen.getByLabelText("Cost (optional)"), { target: { value: "35 pesos" } });
    expect(left()).toBeNull();
    act(() => socket.hears("seat", seat(null, [pending()])));
    expect(left()?.textContent).toContain("Ask at window 4\n35 pesos");
    expect(asks()).toBe(true);
    // Notes go out with the result that the assistant completes, steps do not.
    await press(`complete-${PERSON.number}`);
    fireEvent.submit(screen.getByTestId("complete-form"));
    await ok();
    act(() => socket.hears("seat", seat(null, [])));
    expect(left()?.textContent).toContain("Ask at window 4");
    act(() => socket.hears("seat", seat(PERSON, [])));
    expect(left()).toBeNull();
    expect((screen.getByLabelText("Step") as HTMLInputElement).value).toBe("Ask at window 4");
    expect((screen.getByLabelText("Cost (optional)") as HTMLInputElement).value).toBe("35 pesos");
    act(() => socket.hears("seat", seat(null, [])));
    await press("left-step-close");
    expect(left()).toBeNull();
    expect(asks()).toBe(false);
  });
});
