import { act, cleanup, fireEvent, render, screen, waitFor } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Controller } from "../../../src/islands/director/controller";
import { DirectorPage } from "../../../src/islands/director/view";
import type { DirectorHears, DirectorSays, DirectorView } from "../../../src/protocol";
import { unbroken } from "../../../src/unbroken";
import type { FakeSocket } from "../../fake_socket";
import { assist, current, directorView, guestOut, MATTER, STEP, waiting } from "../../fixtures";
import { connectedLine, untouchedPage } from "../harness";

let socket: FakeSocket;
let controller: Controller;

beforeEach(() => {
  untouchedPage();
  const connected = connectedLine<DirectorSays, DirectorHears>();
  socket = connected.socket;
  controller = new Controller(connected.line);
  render(<DirectorPage controller={controller} />);
});
afterEach(cleanup);

const show = (view: DirectorView) => act(() => socket.hears("view", view));
const said = () => socket.sent.map((each) => each.event);
const allFields = () => fireEvent.click(screen.getByTestId("outcome-other"));

describe("the room", () => {
  it("opens, also without a device check", () => {
    show(directorView({ state: "closed" }));
    fireEvent.click(screen.getByTestId("open-room-anyway"));
    expect(said()).toEqual(["open_room"]);
  });

  it("counts as opened here after a lost answer only while that may have been carried out", async () => {
    const view = (state: "closed" | "available", seconds: number) => {
      const shown = directorView({ state });
      show({ ...shown, now: new Date(Date.parse(shown.now) + 1000 * seconds).toISOString() });
    };
    const lose = async () => {
      fireEvent.click(screen.getByTestId("open-room-anyway"));
      await act(async () => socket.refuse("unavailable", "Try again"));
    };
    view("closed", 0);
    await lose();
    // From before the command.
    view("closed", 1);
    view("available", 20);
    expect(controller.tab.active.value).toBe(true);
    view("closed", 21);
    await lose();
    view("closed", 60);
    view("available", 61);
    expect(controller.tab.active.value).toBe(false);
  });

  it("calls the next by the button and by its key", async () => {
    show(directorView());
    fireEvent.click(screen.getByTestId("call-next"));
    expect(socket.sent[0]).toMatchObject({ event: "call_next", payload: { version: 5 } });
    await act(async () => socket.ok());
    fireEvent.keyDown(window, { key: "F8" });
    expect(said()).toEqual(["call_next", "call_next"]);
  });

  it("says what was meant again where only something else about the room changed, and not about another person", async () => {
    const person = current();
    const call = (version: number, ticket_id = person.ticket_id) =>
      directorView({ state: "in_call", version }, { current: current({ ticket_id }) });
    show(call(5));
    fireEvent.click(screen.getByTestId("hold"));
    show(call(6));
    await act(async () => socket.refuse("stale_version", "Something changed"));
    await waitFor(() => expect(socket.sent.map((each) => each.payload.version)).toEqual([5, 6]));
    show(call(7, "another"));
    await act(async () => socket.refuse("stale_version", "Something changed"));
    expect(socket.sent).toHaveLength(2);
  });

  it("shows the front of a long line, and the others when asked for", async () => {
    const front = [waiting("OP-001"), waiting("OP-002")];
    show(directorView({}, { waiting: front, waiting_total: 5 }));
    fireEvent.click(screen.getByTestId("waiting-more"));
    expect(socket.sent[0]).toMatchObject({ event: "read_waiting", payload: { after: 2 } });
    const told = { waiting: [waiting("OP-003"), waiting("OP-004")], total: 5, now: "2026-11-24T17:00:00Z" };
    await act(async () => socket.ok(told));
    const numbers = () =>
      [...screen.getByTestId("waiting-further").querySelectorAll("b")].map((one) => one.textContent);
    expect(numbers()).toEqual(["OP-003", "OP-004"]);
    expect(screen.getByTestId("waiting-more").textContent).toContain("1 more person");
    // Who came to the front is shown there alone.
    show(directorView({}, { waiting: [waiting("OP-002"), waiting("OP-003")], waiting_total: 4 }));
    expect(numbers()).toEqual(["OP-004"]);
    fireEvent.click(screen.getByTestId("waiting-more"));
    await act(async () => socket.refuse("unavailable", "Try again"));
    expect(screen.getByText("Try again").getAttribute("role")).toBe("alert");
    fireEvent.click(screen.getByTestId("waiting-hide"));
    expect(screen.queryByTestId("waiting-further")).toBeNull();
  });

  it("leaves nobody out between the front and whoever is called next from further back", async () => {
    const next = waiting("OP-030");
    show(directorView({}, { waiting: [waiting("OP-001"), next], next_ticket: next.ticket_id, waiting_total: 4 }));
    fireEvent.click(screen.getByTestId("waiting-more"));
    expect(socket.sent[0]).toMatchObject({ event: "read_waiting", payload: { after: 1 } });
    const told = { waiting: [waiting("OP-002"), next, waiting("OP-031")], total: 4, now: "2026-11-24T17:00:00Z" };
    await act(async () => socket.ok(told));
    const further = screen.getByTestId("waiting-further");
    expect([...further.querySelectorAll("b")].map((one) => one.textContent)).toEqual(["OP-002", "OP-031"]);
    expect(screen.queryByTestId("waiting-more")).toBeNull();
  });

  it("names whom the call will take, who need not be the first of the line", () => {
    const [first, ready] = [waiting("OP-003"), waiting("OP-005", { ready: true })];
    show(directorView({}, { waiting: [first, ready], next_ticket: ready.ticket_id }));
    expect(screen.getByTestId("next").textContent).toContain(unbroken("OP-005"));
    show(directorView({}, { waiting: [first], next_ticket: null }));
    expect(screen.getByTestId("next").textContent).toContain("Nobody of those who wait can be called");
  });

  it("closes on people who wait only after it has said what becomes of them", async () => {
    show(directorView());
    fireEvent.click(screen.getByTestId("close-room"));
    expect(screen.getByTestId("close-dialog").textContent).toContain("Close the room with 2 people waiting?");
    fireEvent.click(screen.getByTestId("close-cancel"));
    expect(said()).toEqual([]);
    fireEvent.click(screen.getByTestId("close-room"));
    fireEvent.click(screen.getByTestId("close-confirm"));
    expect(socket.sent[0]).toMatchObject({ event: "close_room", payload: { version: 5 } });
    await act(async () => socket.ok());
    show(directorView({}, { waiting: [], next_ticket: null }));
    fireEvent.click(screen.getByTestId("close-room"));
    expect(said()).toEqual(["close_room", "close_room"]);
  });

  it("says in the director's words who is in the room", () => {
    show(directorView());
    expect(screen.getByTestId("company-told").textContent).toContain("You are alone in the room");
    show(directorView({ told: [{ code: "assistant", label: "Assistant", count: 1 }] }));
    expect(screen.getByTestId("company-told").textContent).toContain("With you: Assistant.");
  });

  it("says at once of somebody without camera and microphone that they write", () => {
    const person = { devices: "none" } as const;
    for (const [state, of] of [
      ["reserved", "called"],
      ["in_call", "in_call"],
    ] as const) {
      show(directorView({ state }, { current: current({ ...person, state: of }) }));
      expect(screen.getByTestId("writes").textContent).toContain("neither camera nor microphone");
    }
    expect(screen.queryByText("Waiting for the picture…")).toBeNull();
  });

  it("calls nobody when nobody waits", () => {
    show(directorView({}, { waiting: [] }));
    fireEvent.keyDown(window, { key: "F8" });
    expect(said()).toEqual([]);
    expect((screen.getByTestId("call-next") as HTMLButtonElement).disabled).toBe(true);
  });

  it("tells that the person called is coming, when they asked for a minute", () => {
    const called = { state: "called", answer_until: "2026-11-24T16:31:30Z" } as const;
    show(directorView({ state: "reserved" }, { current: current(called) }));
    expect(screen.queryByTestId("minute-asked")).toBeNull();
    show(directorView({ state: "reserved" }, { current: current({ ...called, minute_taken: true }) }));
    expect(screen.getByTestId("minute-asked").textContent).toContain("is coming");
  });

  it("says of somebody called who is not connected how the call ends by itself", () => {
    show(directorView({ state: "reserved" }, { current: current({ state: "called", connected: false }) }));
    expect(screen.getByTestId("called-away").textContent).toContain("If you withdraw it, this person is next again.");
  });

  it("shows who waits: the matter and the adjustment, never a name", () => {
    show(directorView({}, { waiting: [waiting("OP-012", { adjustments: ["Interpreter"], connected: false })] }));
    const row = screen.getByTestId("waiting-OP-012").textContent;
    expect(row).toContain("It is dark");
    expect(row).toContain("Interpreter");
    expect(row).toContain("Not connected now");
    expect(screen.queryByTestId("unmet-OP-012")).toBeNull();
  });

  it("says when nobody interprets what somebody asked for", () => {
    show(directorView({}, { waiting: [waiting("OP-012", { unmet: ["Interpreter of an indigenous language"] })] }));
    expect(screen.getByTestId("unmet-OP-012").textContent).toContain("Interpreter of an indigenous language");
  });

  it("takes a break for the chosen minutes and reason", () => {
    show(directorView());
    fireEvent.click(screen.getByTestId("pause"));
    fireEvent.click(screen.getByTestId("pause-reason-technical"));
    fireEvent.click(screen.getByTestId("pause-10"));
    expect(socket.sent[0]).toMatchObject({
      event: "pause_room",
      payload: { minutes: 10, reason: "technical", version: 5 },
    });
  });

  it("closes after the present person", () => {
    show(directorView({ state: "in_call" }, { current: current() }));
    fireEvent.click(screen.getByTestId("drain"));
    expect(socket.sent[0]).toMatchObject({ event: "drain_room", payload: { version: 5 } });
    show(directorView({ state: "in_call", draining: true }, { current: current() }));
    expect(screen.getByTestId("draining").textContent).toBe("Closes after this person");
  });

  it("shows of those who wait place, readiness, preference, need and calls", () => {
    const needs = { needs: "Sign language", adjustments: ["Sign language"] };
    const person = waiting("OP-012", { ready: true, preferential: true, ...needs, calls: 1 });
    show(directorView({}, { waiting: [person], queue_state: "draining" }));
    const row = screen.getByTestId("waiting-OP-012").textContent;
    for (const text of ["Place 1", "Ready", "Preferential attention", "Sign language", "Called 1 time"])
      expect(row?.split(text)).toHaveLength(2);
    expect(screen.getByTestId("queue-state").textContent).toBe("Line: takes nobody more");
  });
});

describe("the attention", () => {
  it("hands a step over and empties the form only when it was taken", async () => {
    show(directorView({ state: "in_call" }, { current: current() }));
    const step = document.querySelector("#step") as HTMLInputElement;
    fireEvent.submit(screen.getByTestId("step-form"));
    expect(said()).toEqual([]);
    fireEvent.input(step, { target: { value: "Bring the request" } });
    await act(async () => void fireEvent.submit(screen.getByTestId("step-form")));
    expect(socket.sent[0]).toMatchObject({
      event: "add_next_step",
      payload: { ticket_id: "id-OP-012", step: "Bring the request", due: null },
    });
    await act(async () => socket.refuse("unknown_ticket", "Gone"));
    expect(step.value).toBe("Bring the request");
    await act(async () => void fireEvent.submit(screen.getByTestId("step-form")));
    await act(async () => socket.ok());
    await waitFor(() => expect(step.value).toBe(""));
  });

  it("begins a step and a note with what the municipality keeps ready", () => {
    const step = {
      code: "visit",
      label: "Visit",
      step: "Wait for us",
      requirement: "",
      cost: "Free",
      place: "At home",
    };
    const note = { code: "crew", label: "Crew", text: "Given to the crew." };
    const held = current({ step_templates: [step], note_templates: [note] });
    show(directorView({ state: "in_call" }, { current: held }));
    fireEvent.click(screen.getByTestId("step-template-visit"));
    fireEvent.submit(screen.getByTestId("step-form"));
    expect(socket.sent[0]).toMatchObject({
      event: "add_next_step",
      payload: { step: "Wait for us", cost: "Free", place: "At home" },
    });
    const text = screen.getByTestId("note_working") as HTMLTextAreaElement;
    fireEvent.input(text, { target: { value: "Mine." } });
    fireEvent.click(screen.getByTestId(`${text.id}-template-crew`));
    expect(text.value).toBe("Mine.\nGiven to the crew.");
  });

  it("takes a step back", () => {
    show(directorView({ state: "in_call" }, { current: current({ next_steps: [STEP] }) }));
    fireEvent.click(screen.getByTestId("remove-step"));
    expect(socket.sent[0]).toMatchObject({
      event: "remove_next_step",
      payload: { ticket_id: "id-OP-012", step_id: STEP.step_id },
    });
  });

  it("ends with an outcome and a kind of answer that belongs to it", () => {
    show(directorView({ state: "wrap_up" }, { current: current({ state: "wrap_up" }) }));
    fireEvent.submit(screen.getByTestId("outcome-form"));
    expect(screen.getByTestId("error-summary").textContent).toContain("Choose how the attention ended.");
    expect(said()).toEqual([]);
    fireEvent.click(screen.getByTestId("outcome-in_process"));
    expect(screen.queryByTestId("disposition-information")).toBeNull();
    fireEvent.click(screen.getByTestId("disposition-visit"));
    fireEvent.submit(screen.getByTestId("outcome-form"));
    expect(socket.sent[0]).toMatchObject({
      event: "record_outcome",
      payload: { outcome: "in_process", disposition: "visit", note_to_citizen: "", note_internal: "", version: 5 },
    });
  });

  it("goes to what is missing, and says it at the button too", async () => {
    show(directorView({ state: "wrap_up" }, { current: current({ state: "wrap_up" }) }));
    fireEvent.submit(screen.getByTestId("outcome-form"));
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("error-summary")));
    expect(screen.getByTestId("still-missing").textContent).toContain("Choose how the attention ended.");
  });

  it("shows a refusal where the result is recorded: another matter was added meanwhile", async () => {
    show(directorView({ state: "wrap_up" }, { current: current({ state: "wrap_up", matters: [MATTER] }) }));
    allFields();
    fireEvent.click(screen.getByTestId("outcome-in_process"));
    fireEvent.click(screen.getByTestId("disposition-visit"));
    fireEvent.submit(screen.getByTestId("outcome-form"));
    await act(async () => socket.refuse("matters_left", "Another matter is left."));
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("error-summary")));
    expect(screen.getByTestId("still-missing").textContent).toContain("Another matter is left.");
    fireEvent.click(screen.getByTestId("error-summary").querySelector("a") as HTMLElement);
    expect(document.activeElement?.id).toBe("matters-title");
  });

  it("asks for the date that a kind of answer promises, unless a step has it", () => {
    const wrapUp = { state: "wrap_up" } as const;
    show(directorView(wrapUp, { current: current(wrapUp) }));
    allFields();
    fireEvent.click(screen.getByTestId("outcome-in_process"));
    expect(screen.queryByTestId("due")).toBeNull();
    fireEvent.click(screen.getByTestId("disposition-scheduled"));
    fireEvent.submit(screen.getByTestId("outcome-form"));
    expect(screen.getByTestId("still-missing").textContent).toContain("Write the date");
    const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    expect(said()).toEqual([]);
    fireEvent.input(screen.getByTestId("due"), { target: { value: "2026-12-03" } });
    fireEvent.submit(screen.getByTestId("outcome-form"));
    expect(socket.sent[0]).toMatchObject({ payload: { disposition: "scheduled", due: "2026-12-03" } });
  });

  it("asks for no second date", () => {
    const dated = current({ state: "wrap_up", next_steps: [{ ...STEP, due: "2026-12-03" }] });
    show(directorView({ state: "wrap_up" }, { current: dated }));
    allFields();
    fireEvent.click(screen.getByTestId("outcome-in_process"));
    fireEvent.click(screen.getByTestId("disposition-scheduled"));
    fireEvent.submit(screen.getByTestId("outcome-form"));
    expect(socket.sent[0]).toMatchObject({ payload: { disposition: "scheduled", due: null } });
  });

  it("is not recorded while a next step that was typed is not handed over", async () => {
    const call = (next_steps: DirectorView["pending"] | (typeof STEP)[]) =>
      directorView({ state: "in_call" }, { current: current({ next_steps: next_steps as (typeof STEP)[] }) });
    show(call([]));
    const step = document.querySelector("#step") as HTMLInputElement;
    fireEvent.click(screen.getByTestId("tab-note"));
    fireEvent.input(step, { target: { value: "Bring the receipt" } });
    fireEvent.click(screen.getByTestId("quick-visit"));
    fireEvent.submit(screen.getByTestId("outcome-form"));
    expect(said()).toEqual([]);
    expect(screen.getByTestId("problem").textContent).toContain("was not handed over");
    await waitFor(() => expect(document.activeElement).toBe(step));
    expect(screen.getByTestId("tab-steps").getAttribute("aria-selected")).toBe("true");
    fireEvent.submit(screen.getByTestId("step-form"));
    await act(async () => socket.ok({ step_id: "1" }));
    show(call([STEP]));
    expect(screen.getByTestId("problem").textContent).toBe("");
    fireEvent.submit(screen.getByTestId("outcome-form"));
    expect(said()).toEqual(["add_next_step", "end_call"]);
  });

  it("is not left for later while a next step that was typed is not handed over", async () => {
    show(directorView({ state: "wrap_up" }, { current: current({ state: "wrap_up" }) }));
    const step = document.querySelector("#step") as HTMLInputElement;
    fireEvent.input(step, { target: { value: "Bring the receipt" } });
    fireEvent.click(screen.getByTestId("defer-outcome"));
    expect(said()).toEqual([]);
    expect(screen.getByTestId("still-missing").textContent).toContain("was not handed over");
    await waitFor(() => expect(document.activeElement).toBe(step));
    fireEvent.input(step, { target: { value: "" } });
    fireEvent.click(screen.getByTestId("defer-outcome"));
    expect(said()).toEqual(["defer_outcome"]);
  });

  it("keeps what is being written when a new view comes", () => {
    const view = directorView({ state: "wrap_up" }, { current: current({ state: "wrap_up" }) });
    show(view);
    allFields();
    const note = document.querySelector("#note_internal") as HTMLTextAreaElement;
    fireEvent.input(note, { target: { value: "Half a sentence" } });
    show({ ...view, version: 2, waiting: [] });
    expect(note.value).toBe("Half a sentence");
  });
});

describe("the call and other departments", () => {
  const call = (more: Partial<DirectorView> = {}) =>
    directorView({ state: "in_call" }, { current: current(), ...more });

  it("is held and goes on", async () => {
    show(call());
    fireEvent.click(screen.getByTestId("hold"));
    await act(async () => socket.ok());
    show(directorView({ state: "on_hold" }, { current: current({ state: "on_hold" }) }));
    expect(screen.getByTestId("on-hold").textContent).toContain("María does not see or hear you.");
    fireEvent.click(screen.getByTestId("unhold"));
    expect(said()).toEqual(["hold_call", "unhold_call"]);
  });

  it("sends the person to another line with a note", () => {
    show(call());
    fireEvent.click(screen.getByTestId("transfer"));
    expect((screen.getByTestId("target-parks") as HTMLInputElement).disabled).toBe(true);
    fireEvent.click(screen.getByTestId("transfer-now"));
    expect(said()).toEqual([]);
    fireEvent.click(screen.getByTestId("target-water"));
    fireEvent.input(screen.getByTestId("note_transfer"), { target: { value: "Needs the meter number" } });
    fireEvent.click(screen.getByTestId("transfer-now"));
    expect(socket.sent[0]).toMatchObject({
      event: "transfer_call",
      payload: { department: "water", note: "Needs the meter number", version: 5 },
    });
  });

  it("keeps what is chosen for another line while the connection of the person is lost, and when the call ends", () => {
    show(call());
    fireEvent.click(screen.getByTestId("transfer"));
    fireEvent.click(screen.getByTestId("target-water"));
    show(call({ current: current({ state: "reconnecting" }) }));
    expect(screen.getByTestId("transfer-waits").textContent).toContain("is coming back");
    expect((screen.getByTestId("transfer-now") as HTMLButtonElement).disabled).toBe(true);
    show(directorView({ state: "wrap_up" }, { current: current({ state: "wrap_up" }) }));
    fireEvent.click(screen.getByTestId("transfer-now"));
    expect(socket.sent[0]).toMatchObject({ event: "transfer_call", payload: { department: "water" } });
    show(directorView());
    expect(screen.queryByTestId("transfer-dialog")).toBeNull();
  });

  it("does not go to another line, nor is let go, while a step or a commitment that was typed is not sent", async () => {
    show(call());
    const step = document.querySelector("#step") as HTMLInputElement;
    fireEvent.input(step, { target: { value: "Bring the receipt" } });
    const transfer = () => {
      fireEvent.click(screen.getByTestId("transfer"));
      fireEvent.click(screen.getByTestId("target-water"));
      fireEvent.click(screen.getByTestId("transfer-now"));
    };
    transfer();
    expect(said()).toEqual([]);
    expect(screen.getByTestId("problem").textContent).toContain("The step that you wrote was not handed over.");
    await waitFor(() => expect(document.activeElement).toBe(step));
    fireEvent.input(step, { target: { value: "" } });
    fireEvent.click(screen.getByTestId("promise-open"));
    fireEvent.input(screen.getByTestId("promise"), { target: { value: "A crew comes" } });
    show(call({ current: current({ state: "reconnecting" }) }));
    fireEvent.click(screen.getByTestId("let-go"));
    fireEvent.click(screen.getByTestId("let-go-confirm"));
    expect(said()).toEqual([]);
    expect(screen.getByTestId("problem").textContent).toContain("The commitment that you wrote was not made.");
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("promise")));
    fireEvent.input(screen.getByTestId("promise"), { target: { value: "" } });
    show(call());
    transfer();
    await waitFor(() => expect(said()).toEqual(["transfer_call"]));
  });

  it("asks another director in, who is told who asks and about what", () => {
    show(call());
    fireEvent.click(screen.getByTestId("transfer"));
    fireEvent.click(screen.getByTestId("target-water"));
    fireEvent.click(screen.getByTestId("invite"));
    expect(socket.sent[0]).toMatchObject({ event: "invite_director", payload: { department: "water" } });
  });

  it("is joined or declined by the one who is asked", async () => {
    show(directorView());
    show(directorView({}, { assist: assist({ role: "guest" }) }));
    expect(screen.getByTestId("invitation").textContent).toContain("Pedro, of Water, asks you into a call.");
    await waitFor(() => expect(screen.getByTestId("spoken-urgent").textContent).toContain("asks you into a call"));
    fireEvent.click(screen.getByTestId("invitation-decline"));
    expect(socket.sent[0]).toMatchObject({ event: "answer_invitation", payload: { join: false, version: 5 } });
  });

  it("of three is handed over with a note, or goes on without the other", async () => {
    show(call({ assist: assist({ joined: true }) }));
    expect(screen.getByTestId("second").textContent).toContain("Pedro · Water");
    fireEvent.click(screen.getByTestId("hand-over"));
    fireEvent.click(screen.getByTestId("hand-over-confirm"));
    expect(socket.sent[0]).toMatchObject({ event: "hand_over", payload: { note: "", version: 5 } });
    await act(async () => socket.ok());
    fireEvent.click(screen.getByTestId("end-assist"));
    expect(said()).toEqual(["hand_over", "withdraw_invitation"]);
  });

  it("of three is the same where a web process of the version before tells of it", () => {
    const view = call({ assist: assist({ joined: true }) });
    show({ ...view, further: undefined } as unknown as DirectorView);
    expect(screen.getByTestId("present").textContent).toContain("Pedro");
    fireEvent.click(screen.getByTestId("end-assist"));
    expect(Object.keys(socket.sent[0]?.payload ?? {})).not.toContain("assist_id");
  });

  it("lets in whom the citizen asked, or does not, and goes on without them by their number", async () => {
    const relative = { relative_id: 31, name: "Zoraida", expires_at: "2026-12-01T16:10:00Z" };
    show(call({}));
    show(call({ relative }));
    expect(screen.getByTestId("relative-waits").textContent).toContain("Zoraida asks to come in");
    fireEvent.click(screen.getByTestId("relative-admit"));
    expect(socket.sent[0]).toMatchObject({ event: "answer_relative", payload: { relative_id: 31, admit: true } });
    await act(async () => socket.ok());
    fireEvent.click(screen.getByTestId("relative-refuse"));
    expect(socket.sent[1]).toMatchObject({ event: "answer_relative", payload: { relative_id: 31, admit: false } });
    await act(async () => socket.ok());
    const joined = { joined: true, kind: "relative" as const, director: "Zoraida", department: "", assist_id: 31 };
    show(call({ assist: assist(joined) }));
    expect(screen.queryByTestId("relative-waits")).toBeNull();
    expect(screen.getByTestId("present").textContent).toContain("the citizen, and Zoraida (person of trust).");
    expect(screen.getByTestId("second").textContent).toContain("Zoraida · person of trust");
    expect(screen.queryByTestId("hand-over")).toBeNull();
    fireEvent.click(screen.getByTestId("end-assist"));
    expect(socket.sent[2]).toMatchObject({ event: "withdraw_invitation", payload: { assist_id: 31 } });
  });

  it("of six names all of them, and each is sent away, or takes over, alone", async () => {
    const further = ["Ana", "Luz", "Rosa"].map((name, index) => guestOut(name, 20 + index));
    show(call({ assist: assist({ joined: true }), further }));
    expect(screen.getByTestId("present").textContent).toContain(
      "Pedro (Water), Ana (Parks), Luz (Parks) y Rosa (Parks)",
    );
    expect(screen.getByTestId("stage").dataset.parties).toBe("5");
    expect(screen.getByTestId("fifth").textContent).toContain("Rosa · Parks");
    expect(screen.getByTestId("guests").hasAttribute("open")).toBe(false);
    fireEvent.click(screen.getAllByTestId("hand-over")[3] as HTMLElement);
    fireEvent.click(screen.getByTestId("hand-over-confirm"));
    expect(socket.sent[0]).toMatchObject({ event: "hand_over", payload: { assist_id: 22, version: 5 } });
    await act(async () => socket.ok());
    fireEvent.click(screen.getAllByTestId("end-assist")[2] as HTMLElement);
    expect(socket.sent[1]).toMatchObject({ event: "withdraw_invitation", payload: { assist_id: 21 } });
  });

  it("keeps the question whether to hand over while a further guest comes", () => {
    show(call({ assist: assist({ joined: true }) }));
    fireEvent.click(screen.getByTestId("hand-over"));
    const question = screen.getByTestId("hand-over-dialog");
    show(call({ assist: assist({ joined: true }), further: [guestOut("Ana", 20)] }));
    expect(screen.getByTestId("hand-over-dialog")).toBe(question);
    expect(screen.getByTestId("guests").contains(question)).toBe(false);
  });

  it("shows a guest the other's call and the way out", () => {
    const joined = assist({ role: "guest", joined: true, name: "María", epoch: 9, slots: { video0: "citizen" } });
    show(directorView({ state: "assisting" }, { assist: joined }));
    expect(screen.getByTestId("guest").textContent).toContain("María");
    expect(screen.getByTestId("attention").getAttribute("data-live")).toBe("true");
    expect(screen.getByTestId("mute")).toBeTruthy();
    expect(screen.queryByTestId("hang-up")).toBeNull();
    fireEvent.click(screen.getByTestId("promise-open"));
    fireEvent.input(screen.getByTestId("promise"), { target: { value: "A crew comes" } });
    fireEvent.click(screen.getByTestId("leave-assist"));
    expect(said()).toEqual([]);
    fireEvent.click(screen.getByTestId("promise-cancel"));
    fireEvent.click(screen.getByTestId("leave-assist"));
    expect(said()).toEqual(["leave_assist"]);
  });

  it("waits for one who was cut off, and lets go only after a question", () => {
    show(call({ current: current({ state: "reconnecting", held_until: "2026-11-24T16:32:00Z" }) }));
    expect(screen.getByTestId("held-countdown").getAttribute("data-seconds")).toBe("120");
    fireEvent.click(screen.getByTestId("let-go"));
    expect(screen.getByTestId("let-go-dialog").textContent).toContain("María goes to the front of the line");
    fireEvent.click(screen.getByTestId("let-go-confirm"));
    expect(said()).toEqual(["let_go"]);
  });

  it("shows earlier directors' notes and passes the next matter on", () => {
    const notes = [{ department: "Water", note: "Meter read" }];
    show(call({ current: current({ notes, matters: [MATTER] }) }));
    expect(screen.getByTestId("leg-notes").textContent).toContain("Water: Meter read");
    fireEvent.click(screen.getByTestId("pass-on"));
    fireEvent.click(screen.getByTestId("pass-on-confirm"));
    expect(socket.sent[0]).toMatchObject({ event: "pass_on", payload: { matter_id: MATTER.matter_id, note: "" } });
  });
});

describe("results for later", () => {
  const PENDING = {
    ticket_id: "id-OP-009",
    number: "OP-009",
    version: 8,
    topic: "Street light",
    matter: "It is dark",
    name: "Rosa",
    ended_at: "2026-11-24T16:20:00Z",
    note: { version: 0, text: "", by: null },
  };

  it("free the room at once", () => {
    show(directorView({ state: "wrap_up" }, { current: current({ state: "wrap_up" }) }));
    fireEvent.click(screen.getByTestId("defer-outcome"));
    expect(said()).toEqual(["defer_outcome"]);
  });

  it("are completed with the ticket's version, beside the form of the present person", async () => {
    const shown = { current: current({ state: "wrap_up" }), pending: [PENDING] };
    show(directorView({ state: "wrap_up" }, shown));
    fireEvent.click(screen.getByTestId("complete-OP-009"));
    fireEvent.submit(screen.getByTestId("complete-form"));
    expect(said()).toEqual([]);
    fireEvent.click(screen.getByTestId("pending-outcome-in_process"));
    fireEvent.click(screen.getByTestId("pending-disposition-visit"));
    fireEvent.submit(screen.getByTestId("complete-form"));
    expect(socket.sent[0]).toMatchObject({
      event: "complete_outcome",
      payload: { ticket_id: "id-OP-009", version: 8, outcome: "in_process", disposition: "visit" },
    });
    await act(async () => socket.ok());
    await waitFor(() => expect(screen.queryByTestId("complete-dialog")).toBeNull());
  });
});

describe("the media of the call", () => {
  const talking = (more = {}) =>
    directorView({ state: "in_call" }, { current: current({ state: "in_call", name: "Rosa", ...more }) });

  it("that do not come for long are told, with the telephone", () => {
    show(talking());
    expect(screen.queryByTestId("no-media")).toBeNull();
    act(() => {
      controller.arriving.value = { sounds: new Set(), without: true };
    });
    expect(screen.getByTestId("no-media").textContent).toContain("nothing has reached you");
    show(talking({ devices: "none" }));
    expect(screen.queryByTestId("no-media")).toBeNull();
    show(talking());
    expect(screen.getByTestId("no-media")).toBeTruthy();
    act(() => controller.tab.leave());
    expect(screen.queryByTestId("no-media")).toBeNull();
  });

  it("say why there is no picture where the citizen's line is too narrow for it", () => {
    act(() => {
      controller.link.state.value = "connected";
    });
    show(talking({ camera_paused: true }));
    expect(screen.getByTestId("remote").textContent).toContain("The picture of Rosa is paused");
  });

  it("that the browser cannot have are told before somebody is called", () => {
    show(directorView());
    act(() => {
      controller.link.state.value = "unsupported";
    });
    expect(screen.getByTestId("own-media").textContent).toContain("This browser cannot make video calls");
  });
});
