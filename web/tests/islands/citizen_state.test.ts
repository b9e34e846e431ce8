import { describe, expect, it } from "vitest";
import { type CitizenState, devicesWanted, initial, liveCall, reduce, screenOf } from "../../src/islands/citizen/state";
import type { CitizenView } from "../../src/protocol";
import { CALL, citizenView } from "../fixtures";

const seen = (view: CitizenView, from: CitizenState = initial) => reduce(from, { type: "view", view });
const OK = { ok: true, result: { epoch: 5, slots: { video0: "director" } }, problem: null };

describe("views", () => {
  it("are shown as they come: after a move the version is another queue's and may be smaller", () => {
    const state = seen(citizenView({}, { version: 7 }));
    expect(seen(citizenView({ state: "called" }, { version: 2 }), state).view?.ticket.state).toBe("called");
  });

  it("that show another department say that the ticket was moved, and why", () => {
    const history = [{ at: "2026-11-24T16:31:00Z", text: "Your topic is attended there." }];
    const after = citizenView({ department: "Water", department_slug: "water" }, { version: 2, history });
    const state = seen(after, seen(citizenView()));
    expect(state.moved).toEqual({ from: "Public Works", to: "Water", why: "Your topic is attended there." });
    expect(reduce(state, { type: "dismiss", what: "moved" }).moved).toBeNull();
  });
});

describe("the screen", () => {
  it.each([
    ["waiting", "line"],
    ["ready_check", "line"],
    ["postponed", "line"],
    ["called", "called"],
    ["connecting", "call"],
    ["in_call", "call"],
    ["on_hold", "call"],
    ["reconnecting", "call"],
    ["wrap_up", "recording"],
    ["outcome_pending", "recording"],
    ["served", "served"],
    ["absent", "absent"],
    ["no_show", "absent"],
    ["left", "left"],
    ["cancelled", "left"],
    ["lapsed", "later"],
    ["carried_over", "later"],
  ] as const)("of a ticket that is %s is %s", (ticket, screen) => {
    expect(screenOf(seen(citizenView({ state: ticket })))).toBe(screen);
  });
});

describe("accepting", () => {
  const called = seen(citizenView({ state: "called" }, { call: CALL }));

  it("opens the call with the epoch of the answer, before the next view", () => {
    expect(liveCall(called)).toBeNull();
    const state = reduce(called, { type: "accepted", version: 3, ack: OK });
    expect(screenOf(state)).toBe("call");
    expect(liveCall(state)).toMatchObject({ epoch: 5 });
  });

  it("leaves the word to the view once that has caught up", () => {
    const accepted = reduce(called, { type: "accepted", version: 3, ack: OK });
    const ended = citizenView({ state: "wrap_up", version: 6 }, { version: 2 });
    const state = seen(ended, accepted);
    expect(liveCall(state)).toBeNull();
    expect(screenOf(state)).toBe("recording");
  });

  it("changes nothing when the view was faster than the answer", () => {
    const inCall = citizenView({ state: "in_call", version: 5 }, { version: 2, call: { ...CALL, epoch: 5 } });
    const state = reduce(seen(inCall, called), { type: "accepted", version: 3, ack: OK });
    expect(state.accepted).toBeNull();
    expect(liveCall(state)?.epoch).toBe(5);
  });

  it("too late shows the problem until the state changes", () => {
    const problem = { code: "answer_too_late", message: "Too late" } as const;
    const late = reduce(called, { type: "accepted", version: 3, ack: { ok: false, problem } });
    expect(late.problem?.message).toBe("Too late");
    expect(seen(citizenView({ state: "absent", version: 4 }, { version: 2 }), late).problem).toBeNull();
  });
});

describe("the devices", () => {
  it.each([
    ["waiting", "camera_and_microphone", null],
    ["called", "camera_and_microphone", "camera_and_microphone"],
    ["called", "unknown", "camera_and_microphone"],
    ["called", "microphone", "microphone"],
    ["in_call", "none", null],
    ["wrap_up", "camera_and_microphone", null],
  ] as const)("of one who is %s and chose %s: %s", (state, devices, wanted) => {
    expect(devicesWanted(seen(citizenView({ state, devices })))).toBe(wanted);
  });

  it("send nothing while the call is on hold", () => {
    expect(liveCall(seen(citizenView({ state: "on_hold" }, { call: CALL })))).toBeNull();
  });
});
