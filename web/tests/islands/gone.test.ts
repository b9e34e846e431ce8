import { beforeEach, expect, it, type MockInstance, vi } from "vitest";
import { Announcer } from "../../src/announce";
import { Controller as Citizen } from "../../src/islands/citizen/controller";
import { Controller as Director } from "../../src/islands/director/controller";
import type { CitizenHears, CitizenSays, DirectorHears, DirectorSays } from "../../src/protocol";
import { assist, CALL, citizenView, directorView } from "../fixtures";
import { connectedLine, noLateTexts, untouchedPage } from "./harness";

let rings: MockInstance;
let quiet: MockInstance;
let awake: MockInstance;

beforeEach(() => {
  rings = vi.spyOn(Announcer.prototype, "ring");
  quiet = vi.spyOn(Announcer.prototype, "quiet");
  awake = vi.spyOn(Announcer.prototype, "keepAwake");
  untouchedPage();
  noLateTexts();
  document.title = "Audiencia";
});

/** A page that called for attention is refused: another device goes on. */
function refuse(line: Citizen["line"] | Director["line"]): void {
  expect(rings).toHaveBeenCalled();
  expect(document.title).not.toBe("Audiencia");
  expect(awake).toHaveBeenLastCalledWith(true);
  quiet.mockClear();
  line.connection.value = "refused";
}

function rests(): void {
  expect(quiet).toHaveBeenCalled();
  expect(document.title).toBe("Audiencia");
  expect(awake).toHaveBeenLastCalledWith(false);
}

it("a citizen's page that is refused rings no more, and says nothing of the call", () => {
  const { socket, line } = connectedLine<CitizenSays, CitizenHears>();
  const page = new Citizen(line);
  socket.hears("view", citizenView({ state: "called" }, { line: null, call: CALL }));
  refuse(page.line);
  rests();
});

it("a director's page that is refused rings no more, and says nothing of the line", () => {
  const { socket, line } = connectedLine<DirectorSays, DirectorHears>();
  const page = new Director(line);
  socket.hears("view", directorView({}, { assist: assist({ role: "guest", joined: false }) }));
  refuse(page.line);
  rests();
});
