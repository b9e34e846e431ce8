import { beforeEach, describe, expect, it, vi } from "vitest";
import { Controller as Citizen } from "../../../src/islands/citizen/controller";
import { Controller as Director } from "../../../src/islands/director/controller";
import type { CitizenHears, CitizenSays, DirectorHears, DirectorSays } from "../../../src/protocol";
import type { FakeSocket } from "../../fake_socket";
import { assist, CALL, citizenView, current, directorView } from "../../fixtures";
import { connectedLine, noLateTexts, untouchedPage } from "../harness";

const CAMERA = {
  kind: "video",
  stop: () => undefined,
  addEventListener: () => undefined,
} as unknown as MediaStreamTrack;
const VOICE = {
  kind: "audio",
  stop: () => undefined,
  addEventListener: () => undefined,
} as unknown as MediaStreamTrack;

let socket: FakeSocket;
let sent: Map<string, unknown>;

beforeEach(() => {
  localStorage.clear();
  untouchedPage();
  noLateTexts();
});

/** Opens camera and microphone of a page, and notes what it sends from then on. */
function open({ devices, link }: Citizen | Director): void {
  sent = new Map();
  vi.spyOn(link, "send").mockImplementation((name, track) => void sent.set(name, track));
  devices.camera.value = CAMERA;
  devices.microphone.value = VOICE;
}

const going = () => [sent.get("camera") === CAMERA, sent.get("microphone") === VOICE];

describe("the picture of a director", () => {
  let director: Director;

  beforeEach(() => {
    const connected = connectedLine<DirectorSays, DirectorHears>();
    socket = connected.socket;
    director = new Director(connected.line);
    open(director);
  });

  it("goes out while the person called is still to answer, the voice with the call", () => {
    socket.hears("view", directorView());
    expect(going()).toEqual([false, false]);
    socket.hears("view", directorView({ state: "reserved" }, { current: current({ state: "called" }) }));
    expect(going()).toEqual([true, false]);
    socket.hears("view", directorView({ state: "in_call" }, { current: current() }));
    expect(going()).toEqual([true, true]);
    socket.hears("view", directorView({ state: "wrap_up" }, { current: current() }));
    expect(going()).toEqual([false, false]);
  });

  it("stays here while a telephone rings", () => {
    const called = current({ state: "called", medium: "phone" });
    socket.hears("view", directorView({ state: "reserved" }, { current: called }));
    expect(going()).toEqual([false, false]);
  });

  it("goes out with the click that joins a call, and not with an invitation", async () => {
    socket.hears("view", directorView({}, { assist: assist({ role: "guest" }) }));
    expect(going()).toEqual([false, false]);
    const answered = director.answerInvitation(true);
    expect(going()).toEqual([true, false]);
    socket.ok();
    await answered;
    expect(going()).toEqual([true, false]);
    socket.hears("view", directorView({ state: "assisting" }, { assist: assist({ role: "guest", joined: true }) }));
    expect(going()).toEqual([true, true]);
    socket.hears("view", directorView());
    expect(going()).toEqual([false, false]);
  });

  it("comes back when joining is refused", async () => {
    socket.hears("view", directorView({}, { assist: assist({ role: "guest" }) }));
    const answered = director.answerInvitation(true);
    socket.refuse("not_allowed_now", "It is over");
    await answered;
    expect(going()).toEqual([false, false]);
  });
});

describe("the picture of a citizen", () => {
  let citizen: Citizen;

  beforeEach(() => {
    const connected = connectedLine<CitizenSays, CitizenHears>();
    socket = connected.socket;
    citizen = new Citizen(connected.line);
    open(citizen);
    socket.hears("view", citizenView({ state: "called" }, { line: null, call: CALL }));
  });

  it("goes out with the click that enters the call, and not before", async () => {
    expect(going()).toEqual([false, false]);
    const entered = citizen.accept();
    expect(going()).toEqual([true, false]);
    socket.ok({ epoch: 4, slots: {} });
    await entered;
    expect(going()).toEqual([true, true]);
  });

  it("stays here in a call by voice alone, also of a camera that is open", () => {
    const inCall = (data_mode: "voice" | "normal") =>
      socket.hears("view", citizenView({ state: "in_call", data_mode }, { line: null, call: CALL }));
    inCall("normal");
    expect(going()).toEqual([true, true]);
    inCall("voice");
    citizen.devices.camera.value = CAMERA;
    expect(going()).toEqual([false, true]);
  });

  it("comes back when the call is over already", async () => {
    const entered = citizen.accept();
    socket.refuse("stale_version", "Something changed");
    socket.hears("view", citizenView({ state: "absent", version: 4 }, { line: null }));
    await entered;
    expect(going()).toEqual([false, false]);
  });
});
