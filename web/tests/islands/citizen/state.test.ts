import { describe, expect, it } from "vitest";
import {
  type CitizenState,
  callIsNear,
  devicesWanted,
  initial,
  liveCall,
  mayBringMatter,
  mediaTroubleOf,
  readinessOf,
  reduce,
  screenOf,
} from "../../../src/islands/citizen/state";
import type { CitizenView } from "../../../src/protocol";
import { atPlace, CALL, citizenView } from "../../fixtures";

const seen = (view: CitizenView, from: CitizenState = initial) => reduce(from, { type: "view", view });
const OK = { ok: true, result: { epoch: 5, slots: { video0: "director" } }, problem: null };

it("fetches what a call needs before the call, and not for who waits far from it", () => {
  const near = (view: CitizenView) => callIsNear(seen(view));
  expect([near(atPlace(3)), near(atPlace(4))]).toEqual([true, false]);
  expect(near({ ...atPlace(1), line: { ...atPlace(1).line, rooms_open: 0 } as CitizenView["line"] })).toBe(false);
  expect(near(citizenView({ state: "called" }, { line: null, call: CALL }))).toBe(true);
  expect(near(citizenView({ state: "served" }, { line: null }))).toBe(false);
});

describe("views", () => {
  it("are shown as they come: after a move the version is another queue's and may be smaller", () => {
    const state = seen(citizenView({}, { version: 7 }));
    expect(seen(citizenView({ state: "called" }, { version: 2 }), state).view?.ticket.state).toBe("called");
  });

  it("take a newer line, and keep the rest as it was", () => {
    const before = seen(citizenView({}, { version: 7 }));
    const line = { ...atPlace(3).line, place: 9 } as NonNullable<CitizenView["line"]>;
    const entry = { at: "2026-11-24T16:31:00Z", text: "A person was put first." };
    const news = { version: 8, line, history: [entry] };
    const after = reduce(before, { type: "line", news });
    expect(after.view).toEqual({ ...before.view, ...news, history: [...(before.view?.history ?? []), entry] });
    expect(after.passed).toMatchObject({ from: before.view?.line?.place, to: 9 });
    expect(reduce(initial, { type: "line", news })).toBe(initial);
  });

  it("that show another department say that the ticket was moved, and why", () => {
    const history = [{ at: "2026-11-24T16:31:00Z", text: "Your topic is attended there." }];
    const after = citizenView({ department: "Water", department_slug: "water" }, { version: 2, history });
    const state = seen(after, seen(citizenView()));
    expect(state.moved).toEqual({ to: "Water", why: ["Your topic is attended there."] });
    expect(reduce(state, { type: "dismiss", what: "moved" }).moved).toBeNull();
  });
});

describe("a worse place", () => {
  const FIRST = { at: "2026-11-24T16:12:00Z", text: "You took number OP-017." };
  const WHY = { at: "2026-11-24T16:31:00Z", text: "A person with preferential attention joined." };
  const AGAIN = { at: "2026-11-24T16:33:00Z", text: "A call was cut off." };
  const second = seen(atPlace(2, { history: [FIRST] }));

  it("comes with what the history tells since the last one", () => {
    const state = seen(atPlace(3, { history: [FIRST, WHY] }), second);
    expect(state.passed).toEqual({ from: 2, to: 3, why: [WHY.text] });
    expect(reduce(state, { type: "dismiss", what: "passed" }).passed).toBeNull();
  });

  it("keeps every reason until it was read, and none once the place is as good again", () => {
    const third = seen(atPlace(3, { history: [FIRST, WHY] }), second);
    const fourth = seen(atPlace(4, { history: [FIRST, WHY, AGAIN] }), third);
    expect(fourth.passed).toEqual({ from: 2, to: 4, why: [WHY.text, AGAIN.text] });
    expect(seen(atPlace(3, { history: [FIRST, WHY, AGAIN] }), fourth).passed).toMatchObject({ from: 2, to: 3 });
    expect(seen(atPlace(2, { history: [FIRST, WHY, AGAIN] }), fourth).passed).toBeNull();
  });

  it("is explained also to one who had left the page, and to nobody with another number", () => {
    const back = reduce(initial, { type: "remembered", seen: second.seen as NonNullable<typeof second.seen> });
    expect(seen(atPlace(5, { history: [FIRST, WHY] }), back).passed).toMatchObject({ from: 2, to: 5 });
    const other = atPlace(5, { history: [WHY] });
    const tomorrow = { ...other, ticket: { ...other.ticket, joined_at: "2026-12-01T16:12:00Z" } };
    expect(seen(tomorrow, back).passed).toBeNull();
  });

  it("after a call that led to nothing is measured against the place before it", () => {
    const called = seen(citizenView({ state: "called" }, { line: null, call: CALL, history: [FIRST] }), second);
    expect(called.passed).toBeNull();
    expect(seen(atPlace(3, { history: [FIRST, WHY] }), called).passed).toEqual({ from: 2, to: 3, why: [WHY.text] });
  });

  it("is nothing new when it became better, or stayed", () => {
    expect(seen(atPlace(1, { history: [FIRST] }), second).passed).toBeNull();
    expect(seen(atPlace(2, { history: [FIRST, WHY] }), second).passed).toBeNull();
  });
});

describe("the ready check", () => {
  it.each([
    ["ready_check", false, 2, "open", "asked"],
    ["waiting", true, 2, "open", "ready"],
    ["waiting", false, 3, "open", "may_say"],
    ["waiting", false, 4, "open", "far"],
    ["waiting", false, 1, "lobby", "far"],
  ] as const)("of one who is %s, ready %s, at place %d, session %s: %s", (state, ready, place, session, wanted) => {
    const view = atPlace(place);
    const shown = { ...view, ticket: { ...view.ticket, state, ready }, session: { ...view.session, state: session } };
    expect(readinessOf(shown)).toBe(wanted);
  });

  it("is not spoken of while nobody attends", () => {
    const view = atPlace(1);
    expect(readinessOf({ ...view, line: view.line && { ...view.line, rooms_open: 0 } })).toBe("far");
  });
});

describe("another matter", () => {
  it.each([
    ["waiting", 1, true],
    ["postponed", 1, true],
    ["in_call", 1, true],
    ["wrap_up", 1, true],
    ["waiting", 0, false],
    ["outcome_pending", 1, false],
    ["served", 1, false],
    ["no_show", 1, false],
  ] as const)("can be brought by one who is %s with %d left: %s", (state, matters_left, may) => {
    expect(mayBringMatter(seen(citizenView({ state }, { matters_left, call: CALL })))).toBe(may);
  });
});

describe("the screen", () => {
  it.each([
    ["waiting", "line"],
    ["ready_check", "line"],
    ["postponed", "postponed"],
    ["called", "called"],
    ["connecting", "call"],
    ["in_call", "call"],
    ["on_hold", "call"],
    ["reconnecting", "call"],
    ["wrap_up", "recording"],
    ["outcome_pending", "recording"],
    ["served", "served"],
    ["absent", "absent"],
    ["no_show", "no_show"],
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
    const late = reduce(called, { type: "answered", ack: { ok: false, problem } });
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

  it.each(["on_hold", "reconnecting"] as const)("send nothing while the call is %s", (state) => {
    const view = seen(citizenView({ state }, { call: CALL }));
    expect(liveCall(view)).toBeNull();
    expect(devicesWanted(view)).toBe("camera_and_microphone");
  });
});

describe("media that do not come", () => {
  const waiting = seen(citizenView());
  const talking = seen(citizenView({ state: "in_call" }, { line: null, call: CALL }));
  const link = { link: "connecting", failed: 0, full: false, without: false };

  it("are warned of in the line after the second attempt, and at once without WebRTC", () => {
    expect(mediaTroubleOf(waiting, { ...link, failed: 1 })).toBeNull();
    expect(mediaTroubleOf(waiting, { ...link, failed: 2 })).toBe("blocked");
    expect(mediaTroubleOf(waiting, { ...link, link: "unsupported" })).toBe("unsupported");
    expect(mediaTroubleOf(waiting, { ...link, failed: 2, full: true })).toBe("full");
  });

  it("are warned of in a call when nothing came for long", () => {
    expect(mediaTroubleOf(talking, { ...link, failed: 2 })).toBeNull();
    expect(mediaTroubleOf(talking, { ...link, without: true })).toBe("without");
    expect(mediaTroubleOf(talking, { ...link, link: "unsupported" })).toBe("unsupported");
  });

  it("matter to nobody who is attended by telephone, or not at all any more", () => {
    const bad = { link: "unsupported", failed: 9, full: false, without: true };
    expect(mediaTroubleOf(seen(citizenView({ medium: "phone" })), bad)).toBeNull();
    expect(mediaTroubleOf(seen(citizenView({ state: "served" }, { line: null })), bad)).toBeNull();
    expect(mediaTroubleOf(seen(citizenView({ state: "on_hold" }, { line: null, call: CALL })), bad)).toBeNull();
  });
});
