import { beforeEach, describe, expect, it } from "vitest";
import { Controller } from "../../../src/islands/citizen/controller";
import { screenOf } from "../../../src/islands/citizen/state";
import type { CitizenHears, CitizenSays } from "../../../src/protocol";
import type { FakeSocket } from "../../fake_socket";
import { CALL, citizenView } from "../../fixtures";
import { connectedLine, untouchedPage } from "../harness";

describe("what changed on the way to the server", () => {
  let socket: FakeSocket;
  let controller: Controller;

  beforeEach(() => {
    localStorage.clear();
    untouchedPage();
    const connected = connectedLine<CitizenSays, CitizenHears>();
    socket = connected.socket;
    controller = new Controller(connected.line);
  });

  const called = (version: number) =>
    socket.hears("view", citizenView({ state: "called", version }, { line: null, call: CALL }));
  const settled = () => new Promise((done) => setTimeout(done));
  const versions = () =>
    socket.sent.filter(({ event }) => event === "accept").map(({ payload: { version } }) => version);

  it("does not keep anybody from answering a call that still rings", async () => {
    called(4);
    void controller.accept();
    for (const newer of [5, 6]) {
      socket.refuse("stale_version", "It changed");
      await settled();
      called(newer);
      await settled();
    }
    expect(versions()).toEqual([4, 5, 6]);
    expect(controller.state.value.problem).toBeNull();
    socket.ok({ epoch: 7, slots: {} });
    await settled();
    expect(screenOf(controller.state.value)).toBe("call");
  });

  it("is shown to the person where the screen is another one", async () => {
    called(4);
    void controller.accept();
    socket.refuse("stale_version", "It changed");
    await settled();
    socket.hears("view", citizenView({ state: "absent", version: 5 }, { line: null }));
    await settled();
    expect(versions()).toEqual([4]);
    expect(screenOf(controller.state.value)).toBe("absent");
    expect(controller.state.value.problem?.code).toBe("stale_version");
  });

  it("ends somewhere, however often it changes", async () => {
    called(4);
    void controller.accept();
    for (const newer of [5, 6, 7, 8, 9]) {
      socket.refuse("stale_version", "It changed");
      await settled();
      called(newer);
      await settled();
    }
    expect(versions()).toEqual([4, 5, 6, 7]);
    expect(controller.state.value.problem?.code).toBe("stale_version");
  });
});
