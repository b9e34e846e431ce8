import { act, cleanup, fireEvent, render, screen, waitFor } from "@testing-library/preact";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Controller as CitizenController } from "../../../src/islands/citizen/controller";
import { MoreSheet } from "../../../src/islands/citizen/line";
import { newsBetween } from "../../../src/islands/citizen/news";
import { newsText } from "../../../src/islands/citizen/news_words";
import { PhoneDialog, PhoneScreen } from "../../../src/islands/citizen/phone";
import { liveCall as citizenLive, initial, reduce } from "../../../src/islands/citizen/state";
import { CitizenPage } from "../../../src/islands/citizen/view";
import { Controller as DirectorController } from "../../../src/islands/director/controller";
import { spoken } from "../../../src/islands/director/phone";
import { liveCall as directorLive } from "../../../src/islands/director/state";
import { DirectorPage } from "../../../src/islands/director/view";
import type { CitizenHears, CitizenSays, DirectorHears, DirectorSays } from "../../../src/protocol";
import type { FakeSocket } from "../../fake_socket";
import { CALL, citizenView, current, directorView, waiting } from "../../fixtures";
import { connectedLine, noLateTexts, untouchedPage } from "../harness";

beforeAll(async () => {
  noLateTexts();
  await Promise.all([MoreSheet.load(), PhoneScreen.load(), PhoneDialog.load()]);
});
afterEach(cleanup);

describe("a citizen by telephone", () => {
  let socket: FakeSocket;

  beforeEach(() => {
    localStorage.clear();
    untouchedPage();
    const connected = connectedLine<CitizenSays, CitizenHears>();
    socket = connected.socket;
    render(<CitizenPage controller={new CitizenController(connected.line)} />);
  });

  const show = (view: ReturnType<typeof citizenView>) => act(() => socket.hears("view", view));

  it("asks for it at the number that is known, in two presses", () => {
    show(citizenView({ phone_ends: "42" }));
    fireEvent.click(screen.getByTestId("more"));
    fireEvent.click(screen.getByTestId("prefer-phone"));
    expect(screen.getByTestId("phone-dialog").textContent).toContain("..42");
    fireEvent.click(screen.getByTestId("phone-confirm"));
    expect(socket.sent[0]).toMatchObject({ event: "prefer_phone", payload: { version: 3, telephone: "" } });
  });

  it("must say at which number where none is known", () => {
    show(citizenView());
    fireEvent.click(screen.getByTestId("more"));
    fireEvent.click(screen.getByTestId("prefer-phone"));
    fireEvent.click(screen.getByTestId("phone-confirm"));
    expect(socket.sent).toEqual([]);
    expect(screen.getByTestId("phone-typed").getAttribute("aria-invalid")).toBe("true");
    fireEvent.input(screen.getByTestId("phone-typed"), { target: { value: "722 555 0142" } });
    fireEvent.click(screen.getByTestId("phone-confirm"));
    expect(socket.sent[0]).toMatchObject({ event: "prefer_phone", payload: { telephone: "722 555 0142" } });
  });

  it("takes it back, and needs neither camera nor readiness meanwhile", () => {
    show(citizenView({ medium: "phone", phone_ends: "42" }));
    expect(screen.getByTestId("by-phone").textContent).toContain("..42");
    expect(screen.queryByTestId("device-check")).toBeNull();
    fireEvent.click(screen.getByTestId("more"));
    fireEvent.click(screen.getByTestId("prefer-video"));
    expect(socket.sent[0]).toMatchObject({ event: "prefer_video", payload: { version: 3 } });
  });

  it("reads in words that the director is calling, and what to do", () => {
    const call = { ...CALL, slots: {} };
    show(citizenView({ state: "in_call", medium: "video", phone_ends: "42" }, { line: null, call }));
    show(citizenView({ state: "in_call", medium: "phone", phone_ends: "42", version: 4 }, { line: null, call }));
    expect(screen.getByTestId("phone-words").textContent).toContain("at the number that ends in ..42");
    expect(screen.getByTestId("screen").dataset.screen).toBe("phone");
    expect(document.title).toContain("By telephone");
  });
});

it("sends and shows nothing of a telephone call, and tells its beginning and end", () => {
  const states = (["video", "phone", "video"] as const).map((medium) =>
    reduce(initial, {
      type: "view",
      view: citizenView({ state: "in_call", medium, phone_ends: "42" }, { line: null, call: CALL }),
    }),
  );
  const [before, phone, after] = states as [typeof initial, typeof initial, typeof initial];
  expect(citizenLive(before)).not.toBeNull();
  expect(citizenLive(phone)).toBeNull();
  expect(newsBetween(before, phone).map(newsText).join()).toContain("..42. Answer your telephone.");
  expect(newsBetween(phone, after).map((one) => one.kind)).toEqual(["by_video"]);
});

describe("a director by telephone", () => {
  let socket: FakeSocket;
  const person = current({ medium: "phone", phone: "+527225550142", has_phone: true, connected: false });

  beforeEach(() => {
    untouchedPage();
    const connected = connectedLine<DirectorSays, DirectorHears>();
    socket = connected.socket;
    render(<DirectorPage controller={new DirectorController(connected.line)} />);
  });

  const show = (view: ReturnType<typeof directorView>) => act(() => socket.hears("view", view));

  it("dials, and says whether somebody answered", async () => {
    show(directorView({ state: "reserved" }, { current: { ...person, state: "called" } }));
    const link = screen.getByTestId("phone-number");
    expect(link.getAttribute("href")).toBe("tel:+527225550142");
    expect(link.textContent).toContain("722 555 0142");
    expect(screen.queryByText(/not connected/)).toBeNull();
    fireEvent.click(screen.getByTestId("phone-answered"));
    await act(async () => socket.ok());
    await waitFor(() => expect((screen.getByTestId("phone-no-answer") as HTMLButtonElement).disabled).toBe(false));
    fireEvent.click(screen.getByTestId("phone-no-answer"));
    expect(socket.sent.map((one) => one.event)).toEqual(["phone_answered", "phone_no_answer"]);
  });

  it("goes on by telephone after a question, and back only when the page is open", async () => {
    show(directorView({ state: "in_call" }, { current: current({ has_phone: true }) }));
    fireEvent.click(screen.getByTestId("continue-by-phone"));
    expect(screen.getByTestId("dial-dialog").textContent).toContain("Picture and sound of this page end");
    expect(socket.sent).toEqual([]);
    fireEvent.click(screen.getByTestId("dial-confirm"));
    expect(socket.sent[0]).toMatchObject({ event: "continue_by_phone", payload: { version: 5 } });
    await act(async () => socket.ok());
    const byPhone = directorView({ state: "in_call" }, { current: person });
    show(byPhone);
    expect(directorLive(byPhone)).toBeNull();
    expect(screen.queryByTestId("hold")).toBeNull();
    expect((screen.getByTestId("back-to-video") as HTMLButtonElement).disabled).toBe(true);
    show(directorView({ state: "in_call" }, { current: { ...person, connected: true } }));
    fireEvent.click(screen.getByTestId("back-to-video"));
    expect(socket.sent[1]).toMatchObject({ event: "back_to_video" });
  });

  it("offers no telephone where no number is known", () => {
    show(directorView({ state: "in_call" }, { current: current() }));
    expect(screen.queryByTestId("continue-by-phone")).toBeNull();
  });

  it("sees who waits by telephone, not as disconnected", () => {
    show(directorView({}, { waiting: [waiting("OP-012", { medium: "phone", connected: false })] }));
    const row = screen.getByTestId("waiting-OP-012").textContent;
    expect(row).toContain("By telephone");
    expect(row).not.toContain("Not connected");
  });
});

it("writes a number as people read it out", () => {
  expect(spoken("+527225550142")).toBe("722 555 0142");
  for (const code of ["55", "56", "33", "81"]) expect(spoken(`+52${code}12345678`)).toBe(`${code} 1234 5678`);
  expect(spoken("+13105550142")).toBe("+13105550142");
});
