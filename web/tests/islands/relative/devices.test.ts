import { beforeEach, expect, it, vi } from "vitest";
import { Controller } from "../../../src/islands/relative/controller";
import type { RelativeHears, RelativeSays, RelativeView } from "../../../src/protocol";
import { type FakeTrack, willingBrowser } from "../../fake_media";
import type { FakeSocket } from "../../fake_socket";
import { connectedLine, untouchedPage } from "../harness";
import { view } from "./views";

/** happy-dom has no AudioContext. */
vi.mock("../../../src/sound", () => ({
  meter: () => () => undefined,
  playNotes: () => undefined,
  ping: () => undefined,
}));

let opened: FakeTrack[];
let socket: FakeSocket;
let relative: Controller;

beforeEach(() => {
  localStorage.clear();
  untouchedPage();
  opened = willingBrowser();
  const connected = connectedLine<RelativeSays, RelativeHears>();
  socket = connected.socket;
  relative = new Controller(connected.line);
});

const see = async (changed: Partial<RelativeView>) => {
  socket.hears("view", view(changed));
  await new Promise((done) => setTimeout(done));
};
const open = () => opened.filter(({ readyState }) => readyState === "live").map(({ kind }) => kind);
const told = () => socket.sent.filter(({ event }) => event === "turn_off").map(({ payload }) => payload.devices);

it("a page that is loaded anew in the call leaves off what was off", async () => {
  await see({ turned_off: ["microphone", "camera"] });
  expect([open(), relative.devices.microphone.value?.enabled]).toEqual([["audio"], false]);
  expect(told()).toEqual([]);
});

it("a page that waits opens both", async () => {
  await see({ state: "waits" });
  expect([open(), relative.devices.muted.value]).toEqual([["audio", "video"], false]);
});
