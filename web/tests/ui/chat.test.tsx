import { signal } from "@preact/signals";
import { act, cleanup, fireEvent, render, screen, waitFor } from "@testing-library/preact";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { draftOf, type Sealed, sealed } from "../../src/chat";
import type { Secrecy } from "../../src/e2ee/secrecy";
import { TYPING_MS, Typing } from "../../src/e2ee/typing";
import type { Sent } from "../../src/e2ee/words";
import type { ChatOut } from "../../src/protocol";
import { secrecy } from "../../src/sealing";
import { Chat } from "../../src/ui/chat";

const CHAT: ChatOut = { channel: "call", messages: [], may_write: true };
const one = (key: string): Sealed => ({
  id: 1,
  who: "citizen",
  name: "María",
  mine: false,
  text: `message ${key}`,
  at: "2026-11-24T16:30:00Z",
  key,
  kept: false,
});

const open = signal(true);
const underKeys = vi.fn<(text: string) => Promise<Sent>>();
const byServer = vi.fn(async () => ({ ok: true, result: {}, problem: null }));
const keep = vi.fn<(one: Sealed) => Promise<string | null>>();
const typed = vi.fn<(text: string) => void>();
const member = (id: string) => ({ id, role: "director", name: "Luis", encrypts: true });
let typing: Typing;

beforeEach(() => {
  open.value = true;
  sealed.value = [];
  draftOf("call").value = "";
  typing = new Typing(typed);
  secrecy.value = { words: { open, write: underKeys, typing, member } } as unknown as Secrecy;
  for (const each of [underKeys, byServer, keep, typed]) each.mockReset();
  render(<Chat name="call" chat={CHAT} citizen="María" hint="It is deleted." write={byServer} keep={keep} />);
});
afterEach(() => {
  cleanup();
  secrecy.value = null;
});

const field = () => screen.getByTestId("chat-text") as HTMLTextAreaElement;
const write = (text: string) => act(async () => void fireEvent.input(field(), { target: { value: text } }));
const enter = () => act(async () => void fireEvent.keyDown(field(), { key: "Enter" }));

it.each(["changed", "lost"] as const)("is back in the field, and never with the server: %s", async (sent) => {
  underKeys.mockResolvedValue(sent);
  await write("my address");
  await enter();
  await waitFor(() => expect(screen.getByRole("alert").textContent).toMatch(/Send it again|send it again/));
  expect(field().value).toBe("my address");
  expect(underKeys).toHaveBeenCalledWith("my address");
  expect(byServer).not.toHaveBeenCalled();
});

it("is not sent in the clear by a key that was pressed for a sealed call", async () => {
  await write("my address");
  await act(async () => {
    open.value = false;
  });
  expect(screen.getByTestId("chat-secrecy").dataset.sealed).toBe("false");
  await enter();
  expect(screen.getByRole("alert").textContent).toContain("Who can read it changed");
  expect([field().value, byServer.mock.calls.length, underKeys.mock.calls.length]).toEqual(["my address", 0, 0]);
  byServer.mockResolvedValue({ ok: true, result: {}, problem: null });
  await enter();
  expect(byServer).toHaveBeenCalledWith("my address");
});

it("is kept by a button that stays where it is, or says why it is not", async () => {
  await act(async () => {
    sealed.value = [one("a")];
  });
  const button = screen.getByTestId("keep");
  let answer: (problem: string | null) => void = () => undefined;
  keep.mockImplementation(() => new Promise((done) => (answer = done)));
  button.focus();
  await act(async () => button.click());
  await act(async () => button.click());
  expect(keep).toHaveBeenCalledTimes(1);
  await act(async () => answer("The note is full."));
  expect(screen.getByRole("alert").textContent).toContain("The note is full.");
  await waitFor(() => expect(button.getAttribute("aria-disabled")).toBe("false"));
  await act(async () => button.click());
  await act(async () => {
    sealed.value = [{ ...one("a"), kept: true }];
    answer(null);
  });
  expect(screen.queryByRole("alert")).toBeNull();
  expect(screen.getByTestId("keep")).toBe(button);
  expect([button.textContent, button.getAttribute("aria-disabled")]).toEqual(["Kept in the case message a", "true"]);
  expect(document.activeElement).toBe(button);
  await act(async () => button.click());
  expect(keep).toHaveBeenCalledTimes(2);
});

it("says of each message what became of it when the call is not sealed any more", async () => {
  await act(async () => {
    sealed.value = [one("a"), { ...one("b"), id: 2, kept: true }];
    open.value = false;
  });
  expect(screen.getAllByTestId("under-keys").map((each) => each.textContent)).toEqual([
    "Only those who were in the call then have it.",
    "Kept in the case",
  ]);
});

it("is read while it is typed only where that was chosen, and as long as the field is there", async () => {
  vi.useFakeTimers();
  const said = async () => {
    await vi.advanceTimersByTimeAsync(TYPING_MS);
    return typed.mock.calls.flat();
  };
  await write("my add");
  expect(await said()).toEqual([]);
  await act(async () => screen.getByTestId("show-typing").click());
  expect(await said()).toEqual(["my add"]);
  await write("my address");
  expect(await said()).toEqual(["my add", "my address"]);
  await act(async () => cleanup());
  expect(await said()).toEqual(["my add", "my address", ""]);
  vi.useRealTimers();
});

it("shows what another one is writing, until it is sent or nothing goes under keys any more", async () => {
  await act(async () => typing.hear("director:1", "Traiga su rec"));
  expect(screen.getByTestId("typed").textContent).toBe("Luis is writingTraiga su rec");
  await act(async () => {
    open.value = false;
  });
  expect(screen.queryByTestId("typed")).toBeNull();
});
