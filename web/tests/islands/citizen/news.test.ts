import { beforeAll, describe, expect, it } from "vitest";
import { estimateText } from "../../../src/islands/citizen/estimate";
import { newsBetween } from "../../../src/islands/citizen/news";
import { haveWords, isUrgent, loadCallNews, newsText } from "../../../src/islands/citizen/news_words";
import { timesLeft } from "../../../src/islands/citizen/postpone_dialog";
import { type CitizenState, initial, reduce } from "../../../src/islands/citizen/state";
import type { CitizenView } from "../../../src/protocol";
import { atPlace, CALL, citizenView, STEP } from "../../fixtures";
import { noLateTexts } from "../harness";

const shown = (view: CitizenView, from: CitizenState = initial) => reduce(from, { type: "view", view });
/** What is heard at the last of these views. */
const news = (...views: CitizenView[]) => {
  let [before, after] = [initial, initial];
  for (const view of views) [before, after] = [after, shown(view, after)];
  return newsBetween(before, after);
};
const called = (more: Partial<typeof CALL> = {}) =>
  citizenView({ state: "called" }, { line: null, call: { ...CALL, ...more } });
const inCall = (state: "in_call" | "on_hold" | "reconnecting" = "in_call", more: Partial<CitizenView["call"]> = {}) =>
  citizenView({ state }, { line: null, call: { ...CALL, ...more } });

const OLD = { at: "2026-11-24T16:30:00Z", text: "You joined the line." };
const WHY = { at: "2026-11-24T16:31:00Z", text: "A person with preferential attention joined." };

describe("words of a call's news", () => {
  it("come later than those of the wait, and then all can be said", async () => {
    noLateTexts();
    const [wait, call] = [news(atPlace(3), atPlace(2)), news(inCall(), inCall("on_hold"))];
    expect(haveWords(wait)).toBe(true);
    expect(haveWords(call)).toBe(false);
    expect(call.map(newsText)).toEqual([""]);
    await loadCallNews();
    expect(haveWords(call)).toBe(true);
    expect(call.map(newsText)).toEqual(["Your call is on hold. Please wait a moment."]);
  });
});

describe("what a citizen hears", () => {
  beforeAll(loadCallNews);

  it("is nothing on the first view", () => {
    expect(news(atPlace(3))).toEqual([]);
    expect(news(called())).toEqual([]);
  });

  it("of a worse place is the reason first, then the place", () => {
    const found = news(atPlace(2, { history: [OLD] }), atPlace(3, { history: [OLD, WHY] }));
    expect(found.map(newsText)).toEqual(["A person with preferential attention joined. Your place: 3."]);
    expect(found.every(isUrgent)).toBe(true);
  });

  it("of another line is the reason first, too", () => {
    const there = citizenView({ department: "Water", department_slug: "water" }, { history: [OLD, WHY] });
    expect(news(citizenView({}, { history: [OLD] }), there).map(newsText)).toEqual([
      "A person with preferential attention joined. You are now in the line of Water.",
    ]);
  });

  it("of a next step or a commitment that was handed over is what it says, once", () => {
    const promise = { commitment_id: "p1", text: "We call you", owner: "Works", due: "2026-12-01", done: false };
    const handed = { ...inCall(), next_steps: [STEP], commitments: [promise] };
    expect(news(inCall(), handed).map(newsText)).toEqual([
      "Your next steps. Bring the request.",
      "What we committed to. We call you.",
    ]);
    expect(news(inCall(), handed, handed)).toEqual([]);
  });

  it("of a better place is how many are ahead", () => {
    expect(news(atPlace(3), atPlace(2)).map(newsText)).toEqual(["1 person is ahead of you."]);
    expect(news(atPlace(2), atPlace(2))).toEqual([]);
  });

  it("says each reason once, though the note keeps them", () => {
    const LATER = { at: "2026-11-24T16:32:00Z", text: "A call was cut off." };
    const views = [[OLD], [OLD, WHY], [OLD, WHY, LATER]].map((history, index) => atPlace(2 + index, { history }));
    expect(news(...views)).toEqual([{ kind: "passed", place: 4, why: [LATER.text] }]);
  });

  it.each([
    ["ready_check", "ready_asked"],
    ["postponed", "postponed"],
    ["cancelled", "cancelled"],
    ["carried_over", "carried_over"],
  ] as const)("of one who waited and now is %s: %s", (state, kind) => {
    expect(news(atPlace(2), citizenView({ state }, { line: null })).map((one) => one.kind)).toEqual([kind]);
  });

  it("says of the next audience whether it was chosen", () => {
    const gone = (chose_next: boolean) => citizenView({ state: "carried_over", chose_next }, { line: null });
    expect(news(atPlace(2), gone(true)).map(newsText)).toEqual(["Your matter goes on at the next audience"]);
    expect(news(atPlace(2), gone(false)).map(newsText)).toEqual(["The session ended before your turn"]);
  });

  it("is why one is in the line again, once", () => {
    const gone = (state: "called" | "no_show" | "postponed") => citizenView({ state }, { line: null, history: [OLD] });
    const told = { at: WHY.at, text: "The call was taken back." };
    const views = [atPlace(2, { history: [OLD] }), gone("called"), atPlace(2, { history: [OLD, told] })];
    expect(news(...views)).toEqual([{ kind: "back", why: [told.text] }]);
    expect(news(gone("postponed"), atPlace(2, { history: [OLD] })).map(newsText)).toEqual([
      "You are back in the line.",
    ]);
    const worse = [atPlace(1, { history: [OLD] }), gone("no_show"), atPlace(2, { history: [OLD, WHY] })];
    expect(news(...worse)).toEqual([{ kind: "passed", place: 2, why: [WHY.text] }]);
  });

  it("is, of who came before the hour that they booked, that their place is kept until then", () => {
    const kept = { at: WHY.at, text: "Your hour has not come yet: your place is kept." };
    const early = citizenView({ state: "postponed" }, { line: null, history: [OLD, kept] });
    const booked = citizenView({ state: "booked" }, { line: null, history: [OLD] });
    expect(news(booked, early).map(newsText)).toEqual([kept.text]);
  });

  it("is that a call was missed, and that one has ended", () => {
    expect(news(called(), citizenView({ state: "absent" }, { line: null }))).toEqual([{ kind: "missed" }]);
    expect(news(inCall(), citizenView({ state: "wrap_up" }, { line: null }))).toEqual([{ kind: "call_ended" }]);
  });

  it("is the ready question's end only for one who did not answer", () => {
    const asked = citizenView({ state: "ready_check" });
    expect(news(asked, citizenView())).toEqual([{ kind: "ready_over" }]);
    expect(news(asked, citizenView({ ready: true }))).toEqual([]);
  });

  it("is the call, the hold, being cut off and coming back", () => {
    expect(news(atPlace(1), called()).map(newsText)).toEqual([
      "It is your turn. Laura, of Public Works, is calling you.",
    ]);
    expect(news(inCall(), inCall("on_hold"))).toEqual([{ kind: "on_hold" }]);
    expect(news(inCall("on_hold"), inCall())).toEqual([{ kind: "hold_over" }]);
    expect(news(inCall(), inCall("reconnecting"))).toEqual([{ kind: "cut_off" }]);
    expect(news(inCall("reconnecting"), inCall())).toEqual([{ kind: "back_in_call" }]);
  });

  it("is who comes into the call, goes, and takes it over", () => {
    const second = { director: "Pedro", department: "Water", knock_id: null, company: [], turned_off: [] };
    expect(news(inCall(), inCall("in_call", { second }))).toEqual([{ kind: "second_joined", who: "Pedro" }]);
    expect(news(inCall("in_call", { second }), inCall())).toEqual([{ kind: "second_left", who: "Pedro" }]);
    expect(news(inCall("in_call", { second }), inCall("in_call", { director: "Pedro" }))).toEqual([
      { kind: "with", director: "Pedro" },
    ]);
    expect(news(inCall(), inCall("in_call", { director_connected: false }))).toEqual([
      { kind: "director_away", who: "Laura" },
    ]);
  });

  it("is a break of the line, its end, and that it takes nobody more, for those who wait", () => {
    expect(news(atPlace(2), atPlace(2, { queue_state: "paused" }))).toEqual([{ kind: "line_paused" }]);
    expect(news(atPlace(2, { queue_state: "paused" }), atPlace(2))).toEqual([{ kind: "line_resumed" }]);
    expect(news(atPlace(2), atPlace(2, { queue_state: "draining" }))).toEqual([{ kind: "line_draining" }]);
    expect(news(inCall(), { ...inCall(), queue_state: "paused" })).toEqual([]);
  });
});

describe("the estimate", () => {
  const AT = Date.parse("2026-11-24T17:05:00Z");
  const text = (low: string, high: string) =>
    estimateText({ low_at: `2026-11-24T${low}:00Z`, high_at: `2026-11-24T${high}:00Z` }, AT);

  it("is a range of clock times and of minutes", () => {
    expect(text("17:20", "17:45")).toBe("between 11:20 and 11:45, in about 15 to 40 minutes");
  });

  it("says so when the call can come at any moment", () => {
    expect(text("17:00", "17:15")).toBe("before 11:15, within about 10 minutes");
    expect(text("16:50", "17:05")).toBe("at any moment now");
  });
});

it("offers quarters of an hour until the session closes", () => {
  const at = Date.parse("2026-11-24T16:26:00Z");
  expect(timesLeft(at, "2026-11-24T17:15:00Z")).toEqual(["2026-11-24T16:45:00.000Z", "2026-11-24T17:00:00.000Z"]);
  expect(timesLeft(at, "2026-11-24T16:30:00Z")).toEqual([]);
});
