import { act, fireEvent, screen, waitFor } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as drafts from "../../../src/draft";
import { resultText } from "../../../src/islands/citizen/take_along";
import { page } from "../../../src/page";
import type { CitizenView } from "../../../src/protocol";
import { unbroken } from "../../../src/unbroken";
import { CALL, citizenView, MATTER, STEP } from "../../fixtures";
import { controller, pageBeforeEach, show, showOptions, socket } from "./page";

pageBeforeEach();

describe("in the call and after", () => {
  it("shows the steps as they are handed over", () => {
    show(citizenView({ state: "in_call" }, { line: null, call: CALL }));
    expect(screen.queryByTestId("next-steps")).toBeNull();
    show(citizenView({ state: "in_call" }, { line: null, call: CALL, next_steps: [STEP] }));
    expect(screen.getByTestId("next-steps").textContent).toContain("Bring the request");
  });

  it("shows the outcome, what follows and the note", () => {
    const outcome = {
      outcome: "in_process",
      label: "Visit needed",
      follows: "We visit you.",
      note: "Thank you",
      recorded_at: "2026-11-24T16:40:00Z",
    } as const;
    show(citizenView({ state: "served" }, { line: null, outcome, next_steps: [STEP] }));
    expect(screen.getByTestId("served").textContent).toContain("Visit needed");
    expect(screen.getByTestId("follows").textContent).toBe("We visit you.");
    expect(screen.getByTestId("note").textContent).toBe("Thank you");
  });

  it("brings one who did not answer back by one button", () => {
    show(citizenView({ state: "absent" }, { line: null }));
    fireEvent.click(screen.getByTestId("come-back"));
    expect(socket.sent[0]).toMatchObject({ event: "come_back", payload: { version: 3 } });
  });
});

describe("what arrives in the call", () => {
  const message = {
    id: 7,
    who: "director",
    name: "Laura",
    mine: false,
    text: "Your receipt?",
    at: "2026-11-24T16:30:00Z",
  };
  const talking = (more: Partial<CitizenView> = {}) =>
    citizenView({ state: "in_call" }, { line: null, call: CALL, ...more });
  const chat = { channel: "call", messages: [message], may_write: true } as CitizenView["chat"];

  it("rises until it is understood, and stays in the list of steps", async () => {
    show(talking());
    show(talking({ next_steps: [STEP] }));
    await waitFor(() => expect(screen.getByTestId("spoken").textContent).toContain("Bring the request"));
    fireEvent.click(screen.getByTestId("steps-understood"));
    expect(screen.queryByTestId("next-steps")).toBeNull();
    fireEvent.click(screen.getByTestId("steps-toggle"));
    expect(screen.getByTestId("next-steps").textContent).toContain("Bring the request");
  });

  it("is not shown twice to who has it open", () => {
    show(talking({ chat: { ...chat, messages: [] } as CitizenView["chat"] }));
    fireEvent.click(screen.getByTestId("chat-toggle"));
    show(talking({ chat }));
    expect(screen.queryByTestId("arrived-message")).toBeNull();
    expect(screen.getByTestId("chat").textContent).toContain("Your receipt?");
  });

  it("is not told again when a conversation from before the call is shown again", async () => {
    const before = { ...message, id: message.id - 1, name: "Moderation", text: "Is it better?" };
    const help = { channel: "help", messages: [before], may_write: true } as CitizenView["chat"];
    show(citizenView({}, { chat: help }));
    show(talking({ chat }));
    await waitFor(() => expect(screen.getByTestId("spoken").textContent).toContain("Your receipt?"));
    show(citizenView({ state: "waiting" }, { chat: help }));
    await act(async () => undefined);
    expect(screen.getByTestId("spoken").textContent).not.toContain("Is it better?");
  });

  it("counts what was written until it is read", () => {
    show(talking({ chat }));
    expect(screen.getByTestId("chat-unseen").textContent).toContain("1");
    fireEvent.click(screen.getByTestId("message-understood"));
    expect([screen.queryByTestId("chat-unseen"), screen.queryByTestId("arrived-message")]).toEqual([null, null]);
  });

  it("leaves the page's header away only while the call lasts", () => {
    show(talking());
    expect(document.body.hasAttribute("data-stage")).toBe(true);
    show(citizenView({ state: "wrap_up" }, { line: null }));
    expect(document.body.hasAttribute("data-stage")).toBe(false);
  });
});

describe("without camera and microphone", () => {
  it("enters by one button, and is not told of a picture", () => {
    show(citizenView({ state: "called", devices: "none" }, { line: null, call: CALL }));
    expect(screen.getByTestId("accept").textContent).toContain("Enter and write");
    expect(screen.queryByTestId("accept-voice")).toBeNull();
    expect(screen.queryByText(/You see yourself/)).toBeNull();
    page().megabytes.voice = 3;
    show(citizenView({ state: "called", devices: "none", data_mode: "voice" }, { line: null, call: CALL }));
    expect(screen.getByTestId("accept").textContent).toContain("3 MB");
    page().megabytes.voice = 1;
    expect(screen.queryByTestId("accept-video")).toBeNull();
  });

  it("is said once in this browser, and holds for the next visit", () => {
    localStorage.setItem("audiencia:devices", JSON.stringify({ choice: "none" }));
    show(citizenView({ devices: "unknown" }));
    show(citizenView({ devices: "unknown", version: 4 }));
    expect(socket.sent.map((one) => [one.event, one.payload.devices])).toEqual([["devices", "none"]]);
  });
});

describe("a call that does not go smoothly", () => {
  const inCall = (state: "called" | "in_call" | "on_hold" | "reconnecting", more: Partial<CitizenView> = {}) =>
    citizenView({ state }, { line: null, call: CALL, ...more });

  it("rings a little longer, once", () => {
    show(inCall("called"));
    fireEvent.click(screen.getByTestId("need-minute"));
    expect(socket.sent[0]?.event).toBe("need_minute");
    show(inCall("called", { call: { ...CALL, minute_taken: true, answer_until: "2026-11-24T16:32:30Z" } }));
    expect(screen.queryByTestId("need-minute")).toBeNull();
    expect(screen.getByTestId("countdown").querySelector(".left")?.getAttribute("pathLength")).toBe("150");
  });

  it("is on hold, and says so", async () => {
    show(inCall("in_call"));
    show(inCall("on_hold"));
    expect(screen.getByTestId("on-hold").textContent).toContain("Laura does not see or hear you now");
    await waitFor(() => expect(screen.getByTestId("spoken").textContent).toContain("Your call is on hold"));
    expect(screen.getByTestId("callscreen").getAttribute("data-live")).toBe("false");
  });

  it("is held open while either side is cut off", () => {
    show(inCall("reconnecting", { held_until: "2026-11-24T16:32:00Z" }));
    expect(screen.getByTestId("held-countdown").getAttribute("data-seconds")).toBe("120");
    show(inCall("in_call", { call: { ...CALL, director_connected: false } }));
    expect(screen.getByTestId("director-away").textContent).toContain("nothing is lost");
  });

  it("says what the director turned off in place of the picture and in it, and to who listens", async () => {
    show(inCall("in_call", { call: { ...CALL, turned_off: ["microphone", "camera"] } }));
    expect(screen.getByTestId("remote-muted").textContent).toContain("Turned the microphone off");
    expect(screen.getByTestId("remote").textContent).toContain("Laura turned the camera off");
    await waitFor(() => expect(screen.getByTestId("spoken").textContent).toContain("Laura turned the microphone off"));
    show(inCall("in_call", { call: CALL }));
    expect(screen.queryByTestId("remote-muted")).toBeNull();
    expect(screen.getByTestId("remote").textContent).not.toContain("turned the camera off");
  });

  it("tells the server what this page turned off, and who speaks unheard is told", async () => {
    const off = () => socket.sent.filter(({ event }) => event === "turn_off").map(({ payload }) => payload.devices);
    show(inCall("in_call", { call: CALL }));
    await waitFor(() => {
      controller.devices.setMuted(true);
      expect(off()).toEqual([["microphone"]]);
    });
    act(() => {
      controller.unheard.value = true;
    });
    expect(screen.getByTestId("unheard").textContent).toContain("nobody hears you");
    fireEvent.click(screen.getByTestId("unmute"));
    expect(off().at(-1)).toEqual([]);
  });

  it("shows the director's screen large, and says when it comes and goes", async () => {
    show(inCall("in_call", { call: CALL }));
    expect(screen.queryByTestId("screen-shown")).toBeNull();
    show(inCall("in_call", { call: { ...CALL, slots: { ...CALL.slots, screen0: "director" } } }));
    expect(screen.getByTestId("screen-shown").textContent).toContain("Laura is sharing the screen");
    expect(screen.getByTestId("stage").classList.contains("sharing")).toBe(true);
    await waitFor(() => expect(screen.getByTestId("spoken").textContent).toContain("Laura is showing you a screen"));
    show(inCall("in_call", { call: CALL }));
    expect(screen.queryByTestId("screen-shown")).toBeNull();
    await waitFor(() => expect(screen.getByTestId("spoken").textContent).toContain("shows the screen no more"));
  });

  it("shows the second director with name and department", () => {
    const second = { director: "Pedro", department: "Water", knock_id: null, company: [], turned_off: [] };
    show(inCall("in_call", { call: { ...CALL, second } }));
    expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("In call with Laura y Pedro");
    expect(screen.getByTestId("second").textContent).toContain("Pedro · Water");
  });

  it("shows the second director where a web process of the version before tells of it", () => {
    const second = { director: "Pedro", department: "Water", knock_id: null, company: [], turned_off: [] };
    const before = { ...CALL, second, further: undefined } as unknown as typeof CALL;
    show(inCall("in_call", { call: before }));
    expect(screen.getByTestId("second").textContent).toContain("Pedro · Water");
  });

  it("says of whom the person asked that they are no official, whatever their name", () => {
    const second = { director: "Lic. Mora", department: "", knock_id: 7, company: [], turned_off: [] };
    show(inCall("in_call", { call: { ...CALL, second } }));
    expect(screen.getByTestId("second").textContent).toContain("Lic. Mora · person of trust");
    expect(screen.getByTestId("present").textContent).toContain("Lic. Mora (person of trust)");
  });

  const guest = (director: string, knock_id: number | null = null) => ({
    director,
    department: director,
    knock_id,
    company: [],
    turned_off: [],
  });
  const call = {
    ...CALL,
    slots: { ...CALL.slots, audio3: "fourth", video3: "fourth", screen0: "fourth" },
    second: guest("Pedro"),
    further: [guest("Ana"), guest("Luz"), guest("Rosa", 7)],
  };

  it("of six names all of them once, and whose screen is shown", () => {
    show(inCall("in_call", { call }));
    expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("In call with Laura and 4 more people");
    expect(screen.getByTestId("present").textContent).toMatch(/Laura.*Pedro.*Ana.*Luz.*Rosa/);
    expect(screen.getByTestId("fifth").textContent).toContain("Rosa");
    expect(screen.getByTestId("screen-shown").textContent).toContain("Luz is sharing the screen");
    expect(screen.getAllByTestId("end-stay")).toHaveLength(1);
  });

  it("asks somebody of trust in by a link, and takes it back", async () => {
    show(inCall("in_call", { call: CALL }));
    fireEvent.click(screen.getByTestId("call-more"));
    fireEvent.click(screen.getByTestId("invite-relative"));
    fireEvent.submit(screen.getByTestId("relative-name").closest("form") as HTMLFormElement);
    expect(socket.sent).toEqual([]);
    fireEvent.input(screen.getByTestId("relative-name"), { target: { value: " Zoraida " } });
    fireEvent.submit(screen.getByTestId("relative-name").closest("form") as HTMLFormElement);
    expect(socket.sent[0]).toMatchObject({ event: "invite_relative", payload: { name: "Zoraida", signs: false } });
    const expires_at = "2099-01-01T00:00:00Z";
    await act(async () => socket.ok({ link: "https://a.example/acompanar#7.x", relative_id: 7, expires_at }));
    expect((screen.getByTestId("relative-link") as HTMLInputElement).value).toBe("https://a.example/acompanar#7.x");
    fireEvent.click(screen.getByTestId("invite-close"));
    const relative = { relative_id: 7, name: "Zoraida", waits: true, expires_at };
    show(inCall("in_call", { call: { ...CALL, relative } }));
    expect(screen.getByTestId("relative-asked").textContent).toContain("Zoraida is there and waits");
    fireEvent.click(screen.getByTestId("relative-withdraw"));
    expect(socket.sent[1]).toMatchObject({ event: "end_stay", payload: { knock_id: 7 } });
  });

  it("asks somebody in to interpret in sign language, who is named so and stays largest", () => {
    show(inCall("in_call", { call: CALL }));
    fireEvent.click(screen.getByTestId("call-more"));
    fireEvent.click(screen.getByTestId("invite-relative"));
    fireEvent.input(screen.getByTestId("relative-name"), { target: { value: "Ximena" } });
    fireEvent.click(screen.getByTestId("relative-signs"));
    fireEvent.submit(screen.getByTestId("relative-name").closest("form") as HTMLFormElement);
    expect(socket.sent[0]).toMatchObject({ event: "invite_relative", payload: { name: "Ximena", signs: true } });
    const second = { director: "Ximena", department: "", knock_id: 7, company: [], turned_off: [], signs: true };
    show(inCall("in_call", { call: { ...CALL, second } }));
    expect(screen.getByTestId("present").textContent).toContain("Ximena (sign language interpreter)");
    expect(screen.getByTestId("second").dataset.large).toBe("true");
    expect(screen.getByTestId("remote").dataset.large).toBe("false");
  });

  it("says that more pictures take more data, where they are sent", () => {
    show(inCall("in_call", { call }));
    fireEvent.click(screen.getByTestId("call-more"));
    expect(screen.getByTestId("data-several").textContent).toContain("the picture of each of them");
    show(citizenView({ state: "in_call", data_mode: "voice" }, { line: null, call }));
    expect(screen.queryByTestId("data-several")).toBeNull();
    show(inCall("in_call", { call: CALL }));
    expect(screen.queryByTestId("data-several")).toBeNull();
  });
});

describe("other matters", () => {
  const departments = [{ slug: "water", name: "Water", topics: [{ slug: "leak", name: "Leak" }] }];
  const answer = async () => new Response(JSON.stringify(departments));

  beforeEach(() => vi.spyOn(globalThis, "fetch").mockImplementation(answer));
  afterEach(() => vi.mocked(fetch).mockRestore());

  const choices = async () => {
    showOptions();
    fireEvent.click(screen.getByTestId("another-matter"));
    await waitFor(() => expect(screen.getByTestId("matter-department").textContent).toContain("Water"));
  };

  it("are chosen from the list as it is by now, and sent when complete", async () => {
    show(citizenView());
    await choices();
    fireEvent.submit(screen.getByTestId("matter-form"));
    expect(screen.getByTestId("error-summary").textContent).toContain("Choose the department.");
    fireEvent.change(screen.getByTestId("matter-department"), { target: { value: "water" } });
    fireEvent.change(screen.getByTestId("matter-topic"), { target: { value: "leak" } });
    fireEvent.input(screen.getByTestId("matter-text"), { target: { value: " Water on the street " } });
    expect(screen.queryByTestId("error-summary")).toBeNull();
    fireEvent.submit(screen.getByTestId("matter-form"));
    expect(socket.sent[0]).toMatchObject({
      event: "another_matter",
      payload: { department: "water", topic: "leak", matter: "Water on the street" },
    });
    await act(async () => socket.ok({ matter_id: MATTER.matter_id }));
    await waitFor(() => expect(screen.queryByTestId("matter-dialog")).toBeNull());
  });

  it("are kept while they are written when the person is called, until they are sent", async () => {
    show(citizenView());
    await choices();
    fireEvent.change(screen.getByTestId("matter-department"), { target: { value: "water" } });
    fireEvent.input(screen.getByTestId("matter-text"), { target: { value: "Half a line" } });
    show(citizenView({ state: "called" }, { line: null, call: CALL }));
    expect(screen.queryByTestId("matter-dialog")).toBeNull();
    show(citizenView());
    await choices();
    const value = (id: string) => screen.getByTestId<HTMLInputElement>(id).value;
    expect([value("matter-department"), value("matter-text")]).toEqual(["water", "Half a line"]);
    fireEvent.change(screen.getByTestId("matter-topic"), { target: { value: "leak" } });
    fireEvent.submit(screen.getByTestId("matter-form"));
    await act(async () => socket.ok({ matter_id: MATTER.matter_id }));
    await waitFor(() => expect(screen.queryByTestId("matter-dialog")).toBeNull());
    fireEvent.click(screen.getByTestId("another-matter"));
    expect(value("matter-text")).toBe("");
  });

  it("begin at the first field, also while the list is on its way: a disabled one is passed over", () => {
    show(citizenView());
    showOptions();
    fireEvent.click(screen.getByTestId("another-matter"));
    const first = screen.getByTestId<HTMLSelectElement>("matter-department");
    expect([first.textContent, first.disabled]).toEqual(["Loading…", false]);
  });

  it("say when the list did not come, and fetch it again", async () => {
    vi.mocked(fetch).mockRejectedValueOnce(new TypeError("no network"));
    show(citizenView());
    showOptions();
    fireEvent.click(screen.getByTestId("another-matter"));
    fireEvent.click(await screen.findByTestId("matter-again"));
    await waitFor(() => expect(screen.getByTestId("matter-department").textContent).toContain("Water"));
  });

  it("are taken back after a question", () => {
    show(citizenView({}, { matters: [MATTER] }));
    showOptions();
    fireEvent.click(screen.getByTestId("withdraw-matter"));
    expect(socket.sent).toHaveLength(0);
    fireEvent.click(screen.getByTestId("withdraw-matter-confirm"));
    expect(socket.sent[0]).toMatchObject({ event: "withdraw_matter", payload: { matter_id: MATTER.matter_id } });
  });
});

describe("at the end", () => {
  const OUTCOME = {
    outcome: "resolved_immediately" as const,
    label: "Answered at once",
    follows: "Come on Tuesday",
    note: "Bring it",
    recorded_at: "2026-11-24T16:29:00Z",
  };
  const WORD = { resolved: null, why: null, rating: null, until: "2026-11-26T16:40:00Z", reopened: false, kept: true };

  it("asks whether the matter was resolved, tells what a no did, and lets change it", async () => {
    show(citizenView({ state: "served" }, { line: null, word: WORD }));
    fireEvent.click(screen.getByTestId("word-no"));
    expect(socket.sent[0]).toMatchObject({ event: "say_resolved", payload: { resolved: false } });
    await act(async () => socket.ok());
    show(citizenView({ state: "served" }, { line: null, word: { ...WORD, resolved: false, reopened: true } }));
    expect(screen.getByTestId("word-said").textContent).toContain("open again, as in process");
    fireEvent.click(screen.getByTestId("word-change"));
    fireEvent.click(screen.getByTestId("word-yes"));
    expect(socket.sent[1]?.payload).toMatchObject({ resolved: true });
  });

  it("names the last moment by the municipality's day", () => {
    show(citizenView({ state: "served" }, { line: null, word: { ...WORD, until: "2026-11-27T02:40:00Z" } }));
    expect(screen.getByTestId("word").textContent).toContain("until 26 de noviembre de 2026 at 20:40");
  });

  it("takes why not in one press, and more of it in words", async () => {
    show(citizenView({ state: "served" }, { line: null, word: { ...WORD, resolved: false } }));
    fireEvent.click(screen.getByTestId("why-partly"));
    expect(socket.sent[0]).toMatchObject({
      event: "say_resolved",
      payload: { resolved: false, why: "partly", text: "" },
    });
    await act(async () => socket.ok());
    show(citizenView({ state: "served" }, { line: null, word: { ...WORD, resolved: false, why: "partly" } }));
    expect(screen.getByTestId("why-partly").getAttribute("aria-pressed")).toBe("true");
    fireEvent.input(screen.getByLabelText(/What is missing/), { target: { value: " The second signature " } });
    fireEvent.click(screen.getByTestId("why-send"));
    expect(socket.sent[1]?.payload).toMatchObject({ resolved: false, why: "partly", text: "The second signature" });
  });

  it("keeps on the device what is being written, but of a complaint", async () => {
    const save = vi.spyOn(drafts, "save").mockResolvedValue();
    const load = vi.spyOn(drafts, "load").mockResolvedValue(null);
    for (const kept of [false, true]) {
      const word = { ...WORD, resolved: false, why: "partly" as const, kept };
      show(citizenView({ state: "served" }, { line: null, word }));
      fireEvent.input(screen.getByLabelText(/What is missing/), { target: { value: `The signature ${kept}` } });
      expect([save.mock.calls.length, load.mock.calls.length]).toEqual(kept ? [1, 1] : [0, 0]);
    }
    vi.restoreAllMocks();
  });

  it("is rated by one press, and another one changes it", async () => {
    show(citizenView({ state: "served" }, { line: null, word: WORD }));
    fireEvent.click(screen.getByTestId("rating-4"));
    expect(socket.sent[0]).toMatchObject({ event: "rate_visit", payload: { rating: 4 } });
    await act(async () => socket.ok());
    show(citizenView({ state: "served" }, { line: null, word: { ...WORD, rating: 4 } }));
    expect(screen.getByTestId("rating-4").getAttribute("aria-pressed")).toBe("true");
    expect(screen.getByTestId("visit-rated").textContent).toContain("on record");
  });

  it("gives the result to take along, without the PIN", () => {
    const view = citizenView({ state: "served" }, { line: null, outcome: OUTCOME, pin: "123456" });
    expect(resultText(view).split("\n")).toEqual([
      "Answered at once",
      "Come on Tuesday",
      "Bring it",
      `Folio: ${view.folio}`,
    ]);
    expect(resultText({ ...view, outcome: null })).toBe("");
  });

  it("asks nothing when the time to say it is over", () => {
    show(citizenView({ state: "served" }, { line: null, word: { ...WORD, until: "2026-11-24T16:29:00Z" } }));
    expect(screen.queryByTestId("word")).toBeNull();
  });

  it("tells one who did not come that the moderators see them", () => {
    show(citizenView({ state: "no_show" }, { line: null }));
    expect(screen.getByTestId("seen-by-moderators").textContent).toContain("see that you are here");
  });

  it("tells one who did not come that it is over once the line was closed at the end", () => {
    const session = { ...citizenView().session, state: "closing" } as const;
    show(citizenView({ state: "no_show" }, { line: null, session, queue_state: "closed" }));
    expect(screen.queryByTestId("seen-by-moderators")).toBeNull();
    expect(screen.getByTestId("no-show").textContent).toContain("The session is over");
  });

  it("tells one who did not come that the department is done once its line was drained", () => {
    show(citizenView({ state: "no_show" }, { line: null, queue_state: "closed" }));
    expect(screen.queryByTestId("seen-by-moderators")).toBeNull();
    expect(screen.getByTestId("no-show").textContent).toContain("attends nobody more today");
  });

  it("offers another number only where the line gives any", () => {
    show(citizenView({ state: "left" }, { line: null }));
    expect(screen.getByTestId("left").textContent).toContain("you can take a new number while the line takes people");
    const session = { ...citizenView().session, state: "closing" } as const;
    show(citizenView({ state: "left" }, { line: null, session }));
    expect(screen.getByTestId("left").textContent).toContain("at the next session");
  });

  it("tells who was not attended what is kept and what to do next time", () => {
    show(citizenView({ state: "carried_over" }, { line: null }));
    const told = screen.getByTestId("carried-over").textContent;
    expect(told).toContain(unbroken("MTP-2026-7K3QD"));
    expect(told).toContain("preferential attention");
  });

  it("tells who chose the next audience so, also after closing time", () => {
    const history = [{ at: "2026-11-24T20:10:00Z", text: "You chose the next audience." }];
    for (const state of ["open", "closing", "closed"] as const) {
      const session = { ...citizenView().session, state };
      show(citizenView({ state: "carried_over", chose_next: true }, { line: null, session, history }));
      expect(screen.getByTestId("later").textContent).toContain("As you chose");
    }
    show(citizenView({ state: "carried_over" }, { line: null }));
    expect(screen.getByTestId("later").textContent).toContain("The session ended before your turn");
  });

  it("tells why a number was cancelled, and what lapsed with it", () => {
    const at = "2026-11-24T16:30:00Z";
    const history = [
      { at: "2026-11-24T16:12:00Z", text: "You took number OP-017." },
      { at, text: "A moderator ended this number, as you asked." },
      { at, text: "Your other matter ended with it." },
    ];
    show(citizenView({ state: "cancelled" }, { line: null, history }));
    const told = screen.getByTestId("left").textContent;
    expect(told).toContain("as you asked. Your other matter ended with it.");
    expect(told).not.toContain("You took number OP-017.");
  });
});
