import { act, cleanup, fireEvent, render, screen, waitFor } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Controller } from "../../../src/islands/director/controller";
import { DirectorPage } from "../../../src/islands/director/view";
import type { CurrentOut, DirectorHears, DirectorSays, DirectorView } from "../../../src/protocol";
import type { FakeSocket } from "../../fake_socket";
import { assist, current, directorView } from "../../fixtures";
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
const press = (testid: string) => act(async () => void fireEvent.click(screen.getByTestId(testid)));
const key = (name: string, target: Element | Window = window) =>
  act(async () => void fireEvent.keyDown(target, { key: name }));
const inCall = (more: Partial<CurrentOut> = {}) => directorView({ state: "in_call" }, { current: current(more) });
const wrapUp = () => directorView({ state: "wrap_up", version: 6 }, { current: current({ state: "wrap_up" }) });
/** All that follows from answers that are there by now has been said. */
const settled = () => act(() => new Promise<void>((done) => setTimeout(done)));
const chosen = (testid: string) => screen.getByTestId(testid).getAttribute("aria-selected");

it("leaves another's call once: meanwhile the button waits", async () => {
  show(directorView({ state: "assisting" }, { assist: assist({ role: "guest", joined: true }) }));
  const leave = () => screen.getByTestId("leave-assist") as HTMLButtonElement;
  expect(leave().disabled).toBe(false);
  await press("leave-assist");
  expect([said(), leave().disabled]).toEqual([["leave_assist"], true]);
  await act(async () => socket.refuse("not_allowed_now", "Not now"));
  await waitFor(() => expect(leave().disabled).toBe(false));
});

describe("a result in the call", () => {
  it("ends it, is recorded, and the next person is called", async () => {
    show(inCall());
    await press("quick-information");
    await press("record-next");
    expect(said()).toEqual(["end_call"]);
    await act(async () => socket.ok());
    await settled();
    expect(said()).toEqual(["end_call"]);
    show(wrapUp());
    await waitFor(() => expect(said()).toEqual(["end_call", "record_outcome"]));
    expect(socket.sent[1]?.payload).toMatchObject({
      outcome: "resolved_immediately",
      disposition: "information",
      note_to_citizen: "",
      version: 6,
    });
    await act(async () => socket.ok());
    show(directorView({ version: 7 }));
    await waitFor(() => expect(said()).toEqual(["end_call", "record_outcome", "call_next"]));
  });

  it("is recorded alone by the other button", async () => {
    show(wrapUp());
    await press("quick-visit");
    await act(async () => void fireEvent.submit(screen.getByTestId("outcome-form")));
    await act(async () => socket.ok());
    show(directorView({ version: 7 }));
    await settled();
    expect(said()).toEqual(["record_outcome"]);
  });

  it("is not recorded where the call could not be ended", async () => {
    show(inCall());
    await press("quick-information");
    await press("record-next");
    await act(async () => socket.refuse("not_allowed_now", "Not now"));
    show(wrapUp());
    await settled();
    expect(said()).toEqual(["end_call"]);
    expect(screen.getByTestId("problem").textContent).toBe("");
  });

  it("asks for the date that it promises", async () => {
    show(inCall());
    await press("quick-scheduled");
    expect((screen.getByTestId("disposition-scheduled") as HTMLInputElement).checked).toBe(true);
    expect(document.activeElement).toBe(screen.getByTestId("due"));
  });

  it("takes along what was written into the note and not saved", async () => {
    show(wrapUp());
    fireEvent.input(screen.getByTestId("note_working"), { target: { value: "Half a sentence" } });
    await press("quick-information");
    await act(async () => void fireEvent.submit(screen.getByTestId("outcome-form")));
    expect(socket.sent[0]?.payload).toMatchObject({ note_internal: "Half a sentence" });
  });
});

describe("the tabs beside the call", () => {
  it("are changed by arrows, and keep what was typed", async () => {
    show(inCall());
    const step = document.querySelector("#step") as HTMLInputElement;
    step.value = "Bring the request";
    await key("ArrowRight", screen.getByTestId("tab-steps"));
    expect(chosen("tab-note")).toBe("true");
    expect(document.activeElement).toBe(screen.getByTestId("tab-note"));
    expect(screen.getByTestId("tab-steps").tabIndex).toBe(-1);
    await key("ArrowLeft", screen.getByTestId("tab-note"));
    expect(chosen("tab-steps")).toBe("true");
    expect((document.querySelector("#step") as HTMLInputElement).value).toBe("Bring the request");
  });

  it("begin with the chat of who cannot speak, and with notes from before", () => {
    const chat = { channel: "call", messages: [], may_write: true } as unknown as DirectorView["chat"];
    show({ ...inCall({ devices: "none" }), chat });
    expect(chosen("tab-chat")).toBe("true");
    show(directorView());
    show(inCall({ notes: [{ department: "Water", note: "Meter read" }] }));
    expect(chosen("tab-before")).toBe("true");
  });
});

describe("the keys", () => {
  afterEach(() => localStorage.clear());

  it("choose a kind of answer by its digit, but not while something is being written", async () => {
    show(inCall());
    await key("2", screen.getByTestId("note_working"));
    const visit = screen.getByTestId("quick-visit") as HTMLInputElement;
    expect(visit.checked).toBe(false);
    await key("2");
    expect(visit.checked).toBe(true);
    await key("F8");
    expect(said()).toEqual(["end_call"]);
  });

  it("end no call by F8 while no result is chosen", async () => {
    show(inCall());
    await key("F8");
    expect(said()).toEqual([]);
    await key("F4");
    expect(said()).toEqual(["end_call"]);
  });

  it("are shown by the question mark, where letters can be turned off", async () => {
    show(inCall());
    await key("?");
    fireEvent.click(screen.getByTestId("letters"));
    await press("keys-close");
    await key("2");
    expect((screen.getByTestId("quick-visit") as HTMLInputElement).checked).toBe(false);
    await key("?");
    fireEvent.click(screen.getByTestId("letters"));
    await press("keys-close");
  });
});

it("counts the time of a call through its holds", () => {
  show(inCall({ since: "2026-11-24T16:20:00Z" }));
  const held = current({ state: "on_hold", since: "2026-11-24T16:29:50Z" });
  show(directorView({ state: "on_hold" }, { current: held }));
  expect(controller.attending.callSince(held)).toBe("2026-11-24T16:20:00Z");
});
