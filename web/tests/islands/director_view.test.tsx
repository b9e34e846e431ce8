import { act, cleanup, fireEvent, render, screen } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Controller } from "../../src/islands/director/controller";
import { DirectorPage } from "../../src/islands/director/view";
import type { DirectorHears, DirectorSays, DirectorView } from "../../src/protocol";
import type { FakeSocket } from "../fake_socket";
import { current, directorView, STEP, waiting } from "../fixtures";
import { connectedLine, untouchedPage } from "./harness";

let socket: FakeSocket;

beforeEach(() => {
  untouchedPage();
  const connected = connectedLine<DirectorSays, DirectorHears>();
  socket = connected.socket;
  render(<DirectorPage controller={new Controller(connected.line)} />);
});
afterEach(cleanup);

const show = (view: DirectorView) => act(() => socket.hears("view", view));
const said = () => socket.sent.map((each) => each.event);

describe("the room", () => {
  it("opens, also without a device check", () => {
    show(directorView({ state: "closed" }));
    fireEvent.click(screen.getByTestId("open-room-anyway"));
    expect(said()).toEqual(["open_room"]);
  });

  it("calls the next by the button and by its key", async () => {
    show(directorView());
    fireEvent.click(screen.getByTestId("call-next"));
    expect(socket.sent[0]).toMatchObject({ event: "call_next", payload: { version: 5 } });
    await act(async () => socket.ok());
    fireEvent.keyDown(window, { key: "F8" });
    expect(said()).toEqual(["call_next", "call_next"]);
  });

  it("calls nobody when nobody waits", () => {
    show(directorView({}, { waiting: [] }));
    fireEvent.keyDown(window, { key: "F8" });
    expect(said()).toEqual([]);
    expect((screen.getByTestId("call-next") as HTMLButtonElement).disabled).toBe(true);
  });

  it("shows who waits: the matter and the adjustment, never a name", () => {
    show(directorView({}, { waiting: [waiting("OP-012", { adjustments: ["Interpreter"], connected: false })] }));
    const row = screen.getByTestId("waiting-OP-012").textContent;
    expect(row).toContain("It is dark");
    expect(row).toContain("Interpreter");
    expect(row).toContain("Not connected now");
  });

  it("takes a break for the chosen minutes", () => {
    show(directorView());
    fireEvent.click(screen.getByTestId("pause"));
    fireEvent.click(screen.getByTestId("pause-10"));
    expect(socket.sent[0]).toMatchObject({ event: "pause_room", payload: { minutes: 10, version: 5 } });
  });
});

describe("the attention", () => {
  it("hands a step over and empties the form only when it was taken", async () => {
    show(directorView({ state: "in_call" }, { current: current() }));
    const step = document.querySelector("#step") as HTMLInputElement;
    fireEvent.submit(screen.getByTestId("step-form"));
    expect(said()).toEqual([]);
    step.value = "Bring the request";
    await act(async () => void fireEvent.submit(screen.getByTestId("step-form")));
    expect(socket.sent[0]).toMatchObject({
      event: "add_next_step",
      payload: { ticket_id: "id-OP-012", step: "Bring the request", due: null },
    });
    await act(async () => socket.refuse("unknown_ticket", "Gone"));
    expect(step.value).toBe("Bring the request");
    await act(async () => void fireEvent.submit(screen.getByTestId("step-form")));
    await act(async () => socket.ok());
    expect(step.value).toBe("");
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
    expect(screen.getByText("Choose how the attention ended.")).toBeTruthy();
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

  it("keeps what is being written when a new view comes", () => {
    const view = directorView({ state: "wrap_up" }, { current: current({ state: "wrap_up" }) });
    show(view);
    const note = document.querySelector("#note_internal") as HTMLTextAreaElement;
    note.value = "Half a sentence";
    show({ ...view, version: 2, waiting: [] });
    expect(note.value).toBe("Half a sentence");
  });
});
