import { describe, expect, it } from "vitest";
import { canCallNext, dispositionsOf, initial, liveCall, phaseOf, reduce } from "../../src/islands/director/state";
import { current, directorView } from "../fixtures";

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
    expect(dispositionsOf(directorView(), "in_process").map((each) => each.code)).toEqual(["visit"]);
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

  it("keeps one panel for a call that is on hold", () => {
    expect(phaseOf(directorView({ state: "on_hold" }))).toBe("in_call");
  });
});
