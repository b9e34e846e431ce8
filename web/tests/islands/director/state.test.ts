import { describe, expect, it } from "vitest";
import { newsBetween } from "../../../src/islands/director/news";
import {
  canCallNext,
  canDrain,
  canInvite,
  canTransfer,
  dispositionsOf,
  initial,
  isSame,
  liveCall,
  phaseOf,
  reduce,
  takesPeople,
} from "../../../src/islands/director/state";
import type { TargetOut } from "../../../src/protocol";
import { assist, current, directorView, guestOut, MATTER } from "../../fixtures";

describe("the director's console", () => {
  it("shows the last view, whatever its version", () => {
    const state = reduce(initial, { type: "view", view: directorView({}, { version: 4 }) });
    expect(reduce(state, { type: "view", view: directorView({}, { version: 3, director: "X" }) }).view?.director).toBe(
      "X",
    );
  });

  it("calls the next only from an open room with somebody waiting", () => {
    expect(canCallNext(directorView())).toBe(true);
    expect(canCallNext(directorView({}, { waiting: [] }))).toBe(false);
    expect(canCallNext(directorView({ state: "wrap_up" }))).toBe(false);
    expect(canCallNext(null)).toBe(false);
  });

  it("sends and shows media only in a call", () => {
    expect(liveCall(directorView({ state: "in_call" }, { current: current() }))?.epoch).toBe(4);
    for (const state of ["available", "reserved", "wrap_up", "on_hold", "paused"] as const)
      expect(liveCall(directorView({ state }))).toBeNull();
  });

  it("offers the kinds of answer of the chosen outcome", () => {
    expect(dispositionsOf(directorView(), "in_process").map((each) => each.code)).toEqual(["visit", "scheduled"]);
    expect(dispositionsOf(directorView(), null)).toEqual([]);
  });

  it("shows a refusal until it is dismissed or the room changes", () => {
    const before = reduce(initial, { type: "view", view: directorView() });
    const problem = { code: "nobody_waiting", message: "Nobody" } as const;
    const refused = reduce(before, { type: "answered", ack: { ok: false, problem } });
    expect(refused.problem?.code).toBe("nobody_waiting");
    expect(reduce(refused, { type: "dismiss" }).problem).toBeNull();
    const paused = directorView({ state: "paused" }, { version: 2 });
    expect(reduce(refused, { type: "view", view: paused }).problem).toBeNull();
  });

  it.each(["in_call", "on_hold"] as const)("tells a cut-off citizen from a room that is %s", (state) => {
    const cut = directorView({ state }, { current: current({ state: "reconnecting" }) });
    expect(phaseOf(directorView({ state }, { current: current() }))).toBe(state);
    expect(phaseOf(cut)).toBe("reconnecting");
    expect(liveCall(cut)).toBeNull();
  });

  it("of a guest has the call's epoch and slots once they have joined", () => {
    const slots = { audio0: "citizen", audio1: "first" };
    const joined = assist({ role: "guest", joined: true, epoch: 9, slots });
    expect(liveCall(directorView({ state: "assisting" }, { assist: joined }))).toEqual({ epoch: 9, slots });
    expect(liveCall(directorView({}, { assist: assist({ role: "guest" }) }))).toBeNull();
  });
});

describe("what a director can do", () => {
  const WATER = directorView().targets[0] as TargetOut;

  it("hands people over from the call, from hold and after it", () => {
    const may = (state: "in_call" | "on_hold" | "wrap_up" | "reserved") =>
      canTransfer(directorView({ state }, { current: current() }));
    expect(["in_call", "on_hold", "wrap_up", "reserved"].map((each) => may(each as "in_call"))).toEqual([
      true,
      true,
      true,
      false,
    ]);
    expect(canTransfer(directorView({ state: "in_call" }, { current: current({ state: "reconnecting" }) }))).toBe(
      false,
    );
  });

  it("asks another director only into a call that goes on, while one more fits", () => {
    const call = directorView({ state: "in_call" }, { current: current() });
    expect(canInvite(call, WATER)).toBe(true);
    expect(canInvite(call, { ...WATER, rooms_free: 0 })).toBe(true);
    expect(canInvite(call, { ...WATER, state: "closed" })).toBe(false);
    const guests = [2, 3, 4].map((id) => guestOut(`G${id}`, id));
    expect(canInvite({ ...call, assist: assist(), further: guests.slice(1) }, WATER)).toBe(true);
    expect(canInvite({ ...call, assist: assist(), further: guests }, WATER)).toBe(false);
    expect(canInvite(directorView({ state: "on_hold" }, { current: current() }), WATER)).toBe(false);
  });

  it("sends nobody to a line that takes nobody", () => {
    const states = ["open", "paused", "draining", "closed"] as const;
    expect(states.map((state) => takesPeople({ ...WATER, state }))).toEqual([true, true, false, false]);
  });

  it("closes after the present person, once", () => {
    expect(canDrain(directorView({ state: "in_call" }, { current: current() }))).toBe(true);
    expect(canDrain(directorView({ state: "in_call", draining: true }, { current: current() }))).toBe(false);
    expect(canDrain(directorView())).toBe(false);
  });
});

describe("what a director hears", () => {
  const call = directorView({ state: "in_call" }, { current: current() });
  const kinds = (old: typeof call, view: typeof call) => newsBetween(old, view).map((one) => one.kind);

  it("is nothing on the first view", () => {
    expect(newsBetween(null, call)).toEqual([]);
  });

  it("is the citizen's coming, being cut off and coming back", () => {
    const ringing = directorView({ state: "reserved" }, { current: current({ state: "called" }) });
    const cut = directorView({ state: "in_call" }, { current: current({ state: "reconnecting" }) });
    expect(kinds(ringing, call)).toEqual(["answered"]);
    expect(kinds(call, cut)).toEqual(["cut_off"]);
    expect(kinds(cut, call)).toEqual(["returned"]);
  });

  it("is an invitation, who joins, and the end of both", () => {
    const invited = directorView({}, { assist: assist({ role: "guest" }) });
    expect(kinds(directorView(), invited)).toEqual(["invited"]);
    expect(kinds(invited, directorView())).toEqual(["invitation_over"]);
    const asked = { ...call, assist: assist() };
    const three = { ...call, assist: assist({ joined: true }) };
    expect(kinds(call, asked)).toEqual([]);
    expect(kinds(asked, three)).toEqual(["joined"]);
    expect(kinds(asked, call)).toEqual(["invitation_over"]);
    expect(kinds(three, call)).toEqual(["left"]);
  });

  it("is each of several who comes, leaves, or does not come", () => {
    const one = { ...call, assist: assist({ joined: true }) };
    const two = { ...one, further: [guestOut("Ana", 9)] };
    expect(newsBetween(one, two).map((each) => each.text)).toEqual(["Ana has joined the call."]);
    expect(newsBetween(two, one).map((each) => each.text)).toEqual(["Ana has left the call."]);
    const asked = { ...one, further: [guestOut("Ana", 9, false)] };
    expect(newsBetween(asked, one).map((each) => each.text)).toEqual(["Ana has not joined the call."]);
    const first = { ...call, assist: assist({ assist_id: 9, joined: true, director: "Ana" }) };
    expect(newsBetween(two, first).map((each) => each.text)).toEqual(["Pedro has left the call."]);
    expect(kinds(two, directorView({ state: "wrap_up" }, { current: current() }))).toEqual([]);
  });

  it("is for a guest the others who come and leave, and a host who hands over", () => {
    const alone = directorView({ state: "assisting" }, { assist: assist({ role: "guest", joined: true }) });
    const both = { ...alone, further: [guestOut("Ana", 9)] };
    expect(newsBetween(alone, both).map((each) => each.text)).toEqual(["Ana has joined the call."]);
    const anas = { ...alone, assist: assist({ role: "guest", joined: true, director: "Ana" }) };
    expect(newsBetween(both, anas).map((each) => each.text)).toEqual(["Pedro has left the call."]);
    expect(kinds(both, directorView())).toEqual(["left"]);
    expect(kinds(both, { ...call, assist: assist({ assist_id: 9, joined: true, director: "Ana" }) })).toEqual([]);
  });

  it("is a further matter of the same person", () => {
    const more = { ...call, current: current({ matters: [MATTER] }) };
    expect(kinds(call, more)).toEqual(["matter"]);
    expect(kinds(more, call)).toEqual([]);
  });
});

describe("what was said of a moment", () => {
  const host = assist({ role: "host", director: "Pedro" });
  const call = (more: Parameters<typeof directorView>[1] = {}) =>
    directorView({ state: "in_call" }, { current: current(), ...more });

  it("holds for the same person and phase, whoever else left the call", () => {
    expect(isSame(call(), call())).toBe(true);
    expect(isSame(call({ assist: host }), call())).toBe(true);
    expect(isSame(call({ assist: host }), call({ assist: host }))).toBe(true);
    expect(isSame(call({ assist: host, further: [guestOut("Ana", 9)] }), call({ assist: host }))).toBe(true);
  });

  it("holds for nobody else", () => {
    expect(isSame(call(), null)).toBe(false);
    expect(isSame(call(), call({ current: current({ ticket_id: "another" }) }))).toBe(false);
    expect(isSame(call(), directorView({ state: "wrap_up" }, { current: current() }))).toBe(false);
    expect(isSame(call({ assist: host }), call({ assist: { ...host, assist_id: 9 } }))).toBe(false);
    expect(isSame(call({ assist: host }), call({ assist: host, further: [guestOut("Ana", 9)] }))).toBe(false);
    expect(isSame(call(), call({ assist: host }))).toBe(false);
    const guest = assist({ role: "guest" });
    expect(isSame(directorView({}, { assist: guest }), directorView())).toBe(false);
    expect(isSame(directorView({}, { assist: guest }), directorView({}, { assist: { ...guest, assist_id: 9 } }))).toBe(
      false,
    );
  });
});
