import { act, fireEvent, screen, waitFor } from "@testing-library/preact";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { CitizenView } from "../../../src/protocol";
import { type FakeTrack, willingBrowser } from "../../fake_media";
import { CALL, citizenView } from "../../fixtures";
import { controller, pageBeforeEach, show, showOptions, socket } from "./page";

/** happy-dom has no AudioContext. */
vi.mock("../../../src/sound", () => ({ meter: () => () => undefined, playNotes: () => undefined }));

let opened: FakeTrack[];

beforeEach(() => {
  opened = willingBrowser();
});
pageBeforeEach();

type Ticket = Partial<CitizenView["ticket"]>;
/** What was asked of the browser is there. */
const settled = () => act(() => new Promise<void>((done) => setTimeout(done)));
const see = async (ticket: Ticket, more: Partial<CitizenView> = {}) => {
  show(citizenView(ticket, more));
  await settled();
};
const called = (ticket: Ticket) => see({ state: "called", ...ticket }, { line: null, call: CALL });
const inCall = (ticket: Ticket) => see({ state: "in_call", ...ticket }, { line: null, call: CALL });
const press = async (testid: string) => {
  fireEvent.click(screen.getByTestId(testid));
  await settled();
};
/** The kinds that are open now. */
const open = () => opened.filter(({ readyState }) => readyState === "live").map(({ kind }) => kind);
const told = (event: "devices" | "turn_off") =>
  socket.sent.filter((one) => one.event === event).map(({ payload }) => payload.devices);

async function tryDevices(ticket: Ticket, button: "try-camera" | "try-microphone"): Promise<void> {
  await see(ticket);
  showOptions();
  await press("check-again");
  await press(button);
}

describe("who chose neither camera nor microphone", () => {
  it("is called with what was tried closed again", async () => {
    await tryDevices({ devices: "none" }, "try-microphone");
    expect(open()).toEqual(["audio"]);
    await called({ devices: "none" });
    expect(open()).toEqual([]);
  });

  it("may open a device in the call all the same: that is told, and closed after the call", async () => {
    await inCall({ devices: "none" });
    await press("call-more");
    await press("open-microphone");
    expect([open(), told("devices")]).toEqual([["audio"], ["microphone"]]);
    // The answer may come later than the next view.
    await inCall({ devices: "none" });
    await inCall({ devices: "microphone" });
    expect(open()).toEqual(["audio"]);
    await see({ state: "wrap_up", devices: "microphone" }, { line: null });
    expect(open()).toEqual([]);
  });

  it("has it closed after the call also where it could not be told", async () => {
    await inCall({ devices: "none" });
    await press("call-more");
    await press("open-microphone");
    await see({ state: "wrap_up", devices: "none" }, { line: null });
    expect(open()).toEqual([]);
  });

  it("has it closed where another device goes on", async () => {
    await inCall({ devices: "none" });
    await press("call-more");
    await press("open-camera");
    expect(open()).toEqual(["audio", "video"]);
    act(() => {
      controller.line.connection.value = "refused";
    });
    expect(open()).toEqual([]);
  });
});

describe("devices that were tried", () => {
  it("lose the camera where the call is by voice alone", async () => {
    await tryDevices({ data_mode: "voice" }, "try-camera");
    expect(open()).toEqual(["audio", "video"]);
    await called({ data_mode: "voice" });
    expect(open()).toEqual(["audio"]);
    // There the camera comes with "Enter the call", which says what it costs.
    controller.devices.stop();
    await called({ data_mode: "voice", version: 4 });
    expect(screen.queryByTestId("open-camera")).toBeNull();
    expect(screen.getByTestId("open-microphone")).toBeTruthy();
  });

  it("go on into the call as they are", async () => {
    await tryDevices({}, "try-microphone");
    await called({});
    expect(open()).toEqual(["audio"]);
  });

  it("are closed when the screen becomes another one", async () => {
    await tryDevices({}, "try-camera");
    await see({ state: "postponed" });
    expect(open()).toEqual([]);
  });
});

describe("a page that comes back in the call", () => {
  it("opens nothing that was off, and tells nobody that it is on", async () => {
    await inCall({ turned_off: ["microphone", "camera"] });
    expect(open()).toEqual(["audio"]);
    expect(controller.devices.microphone.value?.enabled).toBe(false);
    expect(told("turn_off")).toEqual([]);
    controller.devices.setMuted(false);
    await act(() => controller.devices.setCameraOff(false));
    expect(open()).toEqual(["audio", "video"]);
    expect(told("turn_off").at(-1)).toEqual([]);
  });

  it("as another tab does that goes on, and the one before tells nothing", async () => {
    await inCall({});
    controller.devices.setMuted(true);
    await waitFor(() => expect(told("turn_off")).toEqual([["microphone"]]));
    await act(async () => socket.ok());
    await inCall({ turned_off: ["microphone"] });
    await act(async () => controller.tab.leave());
    expect(open()).toEqual([]);
    await act(async () => controller.tab.take());
    await settled();
    expect([open(), controller.devices.muted.value]).toEqual([["audio", "video"], true]);
    expect(told("turn_off")).toEqual([["microphone"]]);
  });

  it("is called with everything on again", async () => {
    await called({ turned_off: ["microphone", "camera"] });
    expect([open(), controller.devices.muted.value]).toEqual([["audio", "video"], false]);
  });
});
