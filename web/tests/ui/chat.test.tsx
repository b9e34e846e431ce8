import { signal } from "@preact/signals";
import { act, cleanup, fireEvent, render, screen, waitFor } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { draftOf, type Sealed, sealed } from "../../src/chat";
import type { Secrecy } from "../../src/e2ee/secrecy";
import type { Sent } from "../../src/e2ee/words";
import { type OpenTyping, openTyping } from "../../src/open_typing";
import type { ChatOut } from "../../src/protocol";
import { secrecy } from "../../src/sealing";
import { TYPING_MS, Typing } from "../../src/typing";
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
  openTyping.value = null;
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

describe("where the server could read it", () => {
  const inTheClear = vi.fn<(text: string) => void>();
  const clear = signal(false);
  const said = async () => {
    await vi.advanceTimersByTimeAsync(TYPING_MS);
    return inTheClear.mock.calls.flat();
  };
  /** The call is not sealed any more, or not yet. */
  const goClear = (on: boolean) =>
    act(async () => {
      open.value = !on;
      clear.value = on;
    });
  let clearly: Typing;

  beforeEach(async () => {
    await write("");
    vi.useFakeTimers();
    inTheClear.mockReset();
    clear.value = false;
    clearly = new Typing(inTheClear);
    await act(async () => {
      openTyping.value = { open: clear, typing: clearly, member } as unknown as OpenTyping;
    });
    const box = screen.getByTestId("show-typing") as HTMLInputElement;
    if (!box.checked) await act(async () => box.click());
  });
  afterEach(() => vi.useRealTimers());

  it("is read while it is typed, and the line above says so", async () => {
    await goClear(true);
    expect(screen.getByTestId("chat-secrecy").textContent).toContain("The server could read it.");
    await write("No oigo");
    expect(await said()).toEqual(["No oigo"]);
    await act(async () => clearly.hear("director:1", "Le leo"));
    expect(screen.getByTestId("typed").textContent).toBe("Luis is writingLe leo");
    byServer.mockResolvedValue({ ok: true, result: {}, problem: null });
    await enter();
    expect(await said()).toEqual(["No oigo", ""]);
    expect(typed.mock.calls.flat().filter(Boolean)).toEqual([]);
  });

  it("never has what was typed under keys, until the field was empty", async () => {
    await write("my add");
    await goClear(true);
    await write("my address");
    expect(await said()).toEqual([]);
    await write("");
    await write("No oigo");
    expect((await said()).filter(Boolean)).toEqual(["No oigo"]);
  });

  it("never has what came back from under keys", async () => {
    let end: (sent: Sent) => void = () => undefined;
    underKeys.mockImplementation(() => new Promise((done) => (end = done)));
    await write("my address");
    await enter();
    await goClear(true);
    await act(async () => {
      end("changed");
      await vi.advanceTimersByTimeAsync(0);
    });
    expect(field().value).toBe("my address");
    expect(await said()).toEqual([]);
  });

  it("goes under keys as soon as there are some", async () => {
    await goClear(true);
    await write("No oigo");
    await said();
    await goClear(false);
    await said();
    expect(typed.mock.calls.flat()).toEqual(["No oigo"]);
    expect(inTheClear.mock.calls.flat().filter(Boolean)).toEqual(["No oigo"]);
    expect(screen.queryByTestId("typed")).toBeNull();
  });
});
