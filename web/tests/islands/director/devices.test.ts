import { beforeEach, expect, it, vi } from "vitest";
import { Controller } from "../../../src/islands/director/controller";
import type { DirectorHears, DirectorSays, DirectorView } from "../../../src/protocol";
import { type FakeTrack, willingBrowser } from "../../fake_media";
import type { FakeSocket } from "../../fake_socket";
import { directorView } from "../../fixtures";
import { connectedLine, untouchedPage } from "../harness";

/** happy-dom has no AudioContext. */
vi.mock("../../../src/sound", () => ({ meter: () => () => undefined, playNotes: () => undefined }));

let opened: FakeTrack[];
let socket: FakeSocket;
let director: Controller;

beforeEach(() => {
  localStorage.clear();
  untouchedPage();
  opened = willingBrowser();
  const connected = connectedLine<DirectorSays, DirectorHears>();
  socket = connected.socket;
  director = new Controller(connected.line);
});

const see = async (room: Partial<DirectorView["room"]>) => {
  socket.hears("view", directorView(room));
  await new Promise((done) => setTimeout(done));
};
const open = () => opened.filter(({ readyState }) => readyState === "live").map(({ kind }) => kind);
const told = () => socket.sent.filter(({ event }) => event === "turn_off").map(({ payload }) => payload.devices);

it("a page that comes back in an open room leaves off what was off", async () => {
  await see({ turned_off: ["microphone", "camera"] });
  expect([open(), director.devices.microphone.value?.enabled]).toEqual([["audio"], false]);
  expect(told()).toEqual([]);
});

it("a room that is opened begins with everything on", async () => {
  await see({ state: "closed", turned_off: ["microphone"] });
  const opens = director.openRoom();
  socket.ok();
  await opens;
  await see({ turned_off: ["microphone"] });
  expect([open(), director.devices.muted.value]).toEqual([["audio", "video"], false]);
  expect(told()).toEqual([[]]);
});

it("a page that another one replaced tells nothing of its devices", async () => {
  await see({});
  director.devices.setMuted(true);
  socket.ok();
  await see({ turned_off: ["microphone"] });
  director.line.connection.value = "refused";
  expect(open()).toEqual([]);
  expect(told()).toEqual([["microphone"]]);
});

it("a page of which another tab has the call leaves the screen alone that is shared there", async () => {
  const said = () => socket.sent.filter(({ event }) => event === "share_screen").map(({ payload }) => payload.shared);
  director.tab.leave();
  await see({ shares_screen: true });
  expect(said()).toEqual([]);
  director.tab.take();
  expect(said()).toEqual([false]);
});
