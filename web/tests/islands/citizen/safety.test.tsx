import { act, cleanup, fireEvent, render, screen } from "@testing-library/preact";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { Controller } from "../../../src/islands/citizen/controller";
import { newsBetween } from "../../../src/islands/citizen/news";
import { ReportDialog } from "../../../src/islands/citizen/safety";
import { initial, reduce } from "../../../src/islands/citizen/state";
import { CallScreen, CitizenPage, Ended } from "../../../src/islands/citizen/view";
import type { CitizenHears, CitizenSays, CitizenView, ConductOut } from "../../../src/protocol";
import type { FakeSocket } from "../../fake_socket";
import { CALL, citizenView } from "../../fixtures";
import { connectedLine, noLateTexts, untouchedPage } from "../harness";

let socket: FakeSocket;
const ADVISOR = { code: "advisor", label: "Advisor", count: 2 };
const ENDED: ConductOut = {
  explanation: "There were insults.",
  ended_at: "2026-11-24T16:20:00Z",
  review: null,
  place_back: null,
};

beforeAll(async () => {
  noLateTexts();
  await Promise.all([CallScreen.load(), Ended.load(), ReportDialog.load()]);
});
beforeEach(() => {
  untouchedPage();
  const connected = connectedLine<CitizenSays, CitizenHears>();
  socket = connected.socket;
  render(<CitizenPage controller={new Controller(connected.line)} />);
});
afterEach(cleanup);

const show = (view: CitizenView) => act(() => socket.hears("view", view));
const called = (call: Partial<typeof CALL> = {}) =>
  citizenView({ state: "called" }, { line: null, call: { ...CALL, ...call } });
const inCall = (call: Partial<NonNullable<CitizenView["call"]>> = {}) =>
  citizenView({ state: "in_call" }, { line: null, call: { ...CALL, answer_until: null, ...call } });

it("says who is in the room before the answer, and that nobody is", () => {
  show(called());
  expect(screen.getByTestId("company").textContent).toBe("The director is alone in the room.");
  show(inCall({ company: [ADVISOR] }));
  expect(screen.getByTestId("company").textContent).toBe("In the room with the director: Advisor (2)");
});

it("tells a change during the call at once", () => {
  const before = reduce(initial, { type: "view", view: inCall() });
  const after = reduce(before, { type: "view", view: inCall({ company: [ADVISOR] }) });
  expect(newsBetween(before, after)).toEqual([{ kind: "company", line: "In the room with the director: Advisor (2)" }]);
});

it("opens the card that the director shows, once for each time", () => {
  show(inCall());
  expect(screen.queryByTestId("emergency-card")).toBeNull();
  show(inCall({ emergency_at: "2026-11-24T16:29:00Z" }));
  fireEvent.click(screen.getByTestId("emergency-close"));
  expect(screen.queryByTestId("emergency-card")).toBeNull();
  show(inCall({ emergency_at: "2026-11-24T16:29:30Z" }));
  expect(screen.getByTestId("emergency-card")).toBeTruthy();
});

it("is asked for a picture of a document, and answers yes or no", () => {
  show(inCall());
  expect(screen.queryByTestId("picture")).toBeNull();
  show(inCall({ picture: "asked" }));
  expect(screen.getByTestId("picture").textContent).toContain("May a picture be taken");
  fireEvent.click(screen.getByTestId("picture-no"));
  expect(socket.sent.at(-1)).toMatchObject({ event: "answer_picture", payload: { agree: false } });
  show(inCall({ picture: "refused" }));
  expect(screen.queryByTestId("picture-note")).toBeNull();
  show(inCall({ picture: "kept" }));
  expect(screen.getByTestId("picture-note").textContent).toContain("is kept with your matter");
});

it("opens the card by itself from every screen", () => {
  show(citizenView());
  fireEvent.click(screen.getByTestId("emergency"));
  expect(screen.getByTestId("emergency-card")).toBeTruthy();
});

it("asks for help quietly, by a reason", () => {
  show(citizenView());
  fireEvent.click(screen.getByTestId("need-help"));
  fireEvent.click(screen.getByTestId("help-unwell"));
  expect(socket.sent[0]).toMatchObject({ event: "need_help", payload: { reason: "unwell" } });
  show(citizenView({}, { help: { reason: "unwell", answered: true } }));
  expect(screen.getByTestId("help-asked").dataset.answered).toBe("true");
  expect(screen.queryByTestId("need-help")).toBeNull();
});

it("says why the call was ended, and how it is reviewed", () => {
  show(citizenView({ state: "wrap_up" }, { line: null, conduct: ENDED }));
  expect(screen.getByTestId("conduct").textContent).toContain("There were insults.");
  expect(screen.getByTestId("conduct").textContent).toContain("A moderator reviews every ending");
  show(citizenView({ state: "served" }, { line: null, conduct: { ...ENDED, review: "upheld" } }));
  expect(screen.getByTestId("conduct").textContent).toContain("it stands");
  const reversed: ConductOut = { ...ENDED, review: "reversed", place_back: "same_place" };
  show(citizenView({ state: "served" }, { line: null, conduct: reversed }));
  expect(screen.getByTestId("take-place-back").getAttribute("href")).toBe("/areas/works");
});

it("reports an official only after a call, with a reason", () => {
  show(citizenView());
  expect(screen.queryByTestId("report")).toBeNull();
  show(citizenView({ state: "served" }, { line: null, can_report: true }));
  fireEvent.click(screen.getByTestId("report"));
  fireEvent.click(screen.getByTestId("report-confirm"));
  expect(socket.sent).toEqual([]);
  expect(screen.getByTestId("error-summary")).toBeTruthy();
});
