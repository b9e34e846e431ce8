import { act, cleanup, fireEvent, render, screen, waitFor } from "@testing-library/preact";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Controller } from "../../../src/islands/citizen/controller";
import { newsBetween } from "../../../src/islands/citizen/news";
import { ReportDialog } from "../../../src/islands/citizen/safety";
import { initial, reduce } from "../../../src/islands/citizen/state";
import { CallScreen, CitizenPage, Ended } from "../../../src/islands/citizen/view";
import { page } from "../../../src/page";
import type { CitizenHears, CitizenSays, CitizenView, ConductOut } from "../../../src/protocol";
import type { FakeSocket } from "../../fake_socket";
import { CALL, citizenView } from "../../fixtures";
import { connectedLine, noLateTexts, untouchedPage } from "../harness";

let socket: FakeSocket;
let controller: Controller;
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
  controller = new Controller(connected.line);
  render(<CitizenPage controller={controller} />);
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

it("keeps no place for whose visit is over", () => {
  const help = { reason: "unwell", answered: false } as const;
  show(citizenView({}, { help }));
  expect(screen.getByTestId("help-asked").textContent).toContain("Your place is kept.");
  for (const state of ["wrap_up", "left"] as const) {
    show(citizenView({ state }, { line: null, help }));
    expect(screen.getByTestId("help-asked").textContent).toContain("know that you need help.");
    expect(screen.getByTestId("help-asked").textContent).not.toContain("Your place is kept.");
  }
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

describe("a report that is being written", () => {
  const field = () => screen.getByTestId("note_report") as HTMLTextAreaElement;
  const open = () => fireEvent.click(screen.getByTestId("report"));
  const served = () => show(citizenView({ state: "served" }, { line: null, can_report: true }));

  beforeEach(() => Object.assign(page(), { conduct_reasons: [{ code: "insults", label: "Insults" }] }));
  afterEach(() => Object.assign(page(), { conduct_reasons: [] }));

  it("outlives a change of the screen, until it is sent", async () => {
    show(citizenView({}, { can_report: true }));
    open();
    fireEvent.click(screen.getByTestId("report-insults"));
    fireEvent.input(field(), { target: { value: "They shouted" } });
    show(called());
    expect(screen.queryByTestId("report-dialog")).toBeNull();
    served();
    open();
    expect(field().value).toBe("They shouted");
    await act(async () => void fireEvent.click(screen.getByTestId("report-confirm")));
    expect(socket.sent.at(-1)).toMatchObject({
      event: "report_conduct",
      payload: { reason: "insults", text: "They shouted" },
    });
    await act(async () => socket.ok());
    expect(await screen.findByTestId("report-done")).toBeTruthy();
    expect(screen.getByTestId("report-complaint").textContent).toContain("nobody looks into each one");
    fireEvent.click(screen.getByTestId("report-close"));
    open();
    expect(field().value).toBe("");
  });

  it("says that reports are counted alone, and leads to who looks into a complaint", () => {
    const said = () => screen.getByTestId("report-complaint");
    served();
    open();
    expect(said().textContent).toContain("nobody looks into each one");
    expect(said().querySelector("a")).toBeNull();
    page().urls.complaint = "/peticiones/queja";
    fireEvent.click(screen.getByTestId("report-cancel"));
    open();
    expect(said().querySelector("a")?.getAttribute("href")).toBe("/peticiones/queja");
    page().urls.complaint = "";
  });

  it("shows what was refused of itself, and nothing of what was refused before", async () => {
    show(citizenView({}, { can_report: true }));
    act(() =>
      controller.dispatch({
        type: "answered",
        ack: { ok: false, result: {}, problem: { code: "unavailable", message: "Of before", params: {}, fields: {} } },
      }),
    );
    open();
    const dialog = () => screen.getByTestId("report-dialog").textContent;
    expect(dialog()).not.toContain("Of before");
    fireEvent.click(screen.getByTestId("report-insults"));
    await act(async () => void fireEvent.click(screen.getByTestId("report-confirm")));
    await act(async () => socket.refuse("not_allowed_now", "Not now"));
    await waitFor(() => expect(dialog()).toContain("Not now"));
  });
});
