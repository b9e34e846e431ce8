import { describe, expect, it } from "vitest";
import { comings, initial, liveCall, reduce } from "../../../src/islands/relative/state";
import { person, view } from "./views";

describe("the page of a person of trust", () => {
  it("sends and shows nothing but in the call", () => {
    expect(liveCall(null)).toBeNull();
    expect(liveCall(view({ state: "waits" }))).toBeNull();
    expect(liveCall(view({ state: "over" }))).toBeNull();
    expect(liveCall(view({ paused: true }))).toBeNull();
    expect(liveCall(view())).toEqual({ epoch: 4, slots: { audio0: "citizen", video0: "citizen" } });
  });

  it("stays over, whatever comes later", () => {
    const over = reduce({ ...initial, view: view() }, { type: "view", view: view({ state: "over", ending: "left" }) });
    expect(reduce(over, { type: "view", view: view() }).view?.state).toBe("over");
  });

  it("tells who came and who went while one is there", () => {
    const before = view();
    const after = view({ present: [person("Rosa"), person("Lic. Mora"), person("Ana")] });
    expect(comings(before, after)).toEqual({ came: ["Lic. Mora", "Ana"], went: ["Lic. Gómez"] });
    const two = view({ present: [...before.present, person("Rosa")] });
    expect(comings(before, two)).toEqual({ came: ["Rosa"], went: [] });
    expect(comings(two, before)).toEqual({ came: [], went: ["Rosa"] });
    expect(comings(view({ state: "waits" }), after)).toEqual({ came: [], went: [] });
    expect(comings(null, after)).toEqual({ came: [], went: [] });
  });

  it("shows a refusal until the next answer", () => {
    const problem = { code: "invitation_over" as const, message: "Ya terminó.", params: {}, fields: {} };
    const refused = reduce({ ...initial, view: view() }, { type: "answered", ack: { ok: false, result: {}, problem } });
    expect(refused.problem).toEqual(problem);
    expect(reduce(refused, { type: "view", view: view({ version: 2 }) }).problem).toEqual(problem);
    expect(reduce(refused, { type: "dismiss" }).problem).toBeNull();
    expect(reduce(refused, { type: "answered", ack: { ok: true, result: {} } }).problem).toBeNull();
  });
});
