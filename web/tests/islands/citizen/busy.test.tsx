import { act, fireEvent, screen } from "@testing-library/preact";
import { describe, expect, it } from "vitest";
import { CALL, citizenView, MATTER } from "../../fixtures";
import { controller, pageBeforeEach, show, showOptions, socket } from "./page";

pageBeforeEach();

const said = () => socket.sent.map(({ event }) => event);
const press = (...testids: string[]) => {
  for (const testid of testids) act(() => void fireEvent.click(screen.getByTestId(testid)));
};
/** A command whose answer does not come. */
const sayReady = () => act(() => void controller.sayReady());
const inCall = (version = 3) => citizenView({ state: "in_call", version }, { line: null, call: CALL });

describe("while another command is under way", () => {
  it("help is asked for, and is over, all the same", () => {
    show(citizenView());
    sayReady();
    press("need-help", "help-unsafe");
    expect(said()).toEqual(["say_ready", "need_help"]);
    expect(socket.sent[1]?.payload).toMatchObject({ reason: "unsafe" });
    show(citizenView({}, { help: { reason: "unsafe", answered: false } }));
    press("help-over", "help-over");
    expect(said()).toEqual(["say_ready", "need_help", "help_over"]);
  });

  it("who needs help for another reason says that too", () => {
    show(citizenView());
    press("need-help", "help-devices", "need-help", "help-unsafe");
    expect(socket.sent.map(({ payload: { reason } }) => reason)).toEqual(["devices", "unsafe"]);
  });

  it("the call is hung up all the same, once", () => {
    show(inCall());
    sayReady();
    press("hang-up", "hang-up-confirm", "hang-up", "hang-up-confirm");
    expect(said()).toEqual(["say_ready", "hang_up"]);
  });

  it("hanging up holds for the version that the other command makes", async () => {
    show(inCall());
    sayReady();
    press("hang-up", "hang-up-confirm");
    await act(async () => socket.refuse("stale_version", "It changed"));
    await act(async () => socket.hears("view", inCall(4)));
    expect(socket.sent.filter(({ event }) => event === "hang_up").map(({ payload }) => payload.version)).toEqual([
      3, 4,
    ]);
  });

  it("what waits for it cannot be pressed", () => {
    const waits = (testid: string) => (screen.getByTestId(testid) as HTMLButtonElement).disabled;
    show(citizenView({}, { matters: [MATTER] }));
    sayReady();
    showOptions();
    press("withdraw-matter");
    expect(waits("withdraw-matter-confirm")).toBe(true);
    press("withdraw-matter-cancel", "leave");
    expect(waits("leave-confirm")).toBe(true);
    press("leave-cancel", "postpone");
    expect([waits("let-pass-1"), waits("postpone-until"), waits("postpone-cancel")]).toEqual([true, true, false]);
  });
});
