import { signal } from "@preact/signals";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Secret } from "../src/e2ee/screen";
import type { Secrecy } from "../src/e2ee/secrecy";
import { OpenTyping } from "../src/open_typing";
import * as pages from "../src/page";
import type { Ack, TalkOut, Typing as TypingIn, TypingOut } from "../src/protocol";
import { secrecy } from "../src/sealing";
import { TYPING_MS } from "../src/typing";

const talkOf = (...ids: string[]): TalkOut => ({
  call: "call",
  me: "a",
  members: ["a", ...ids].map((id) => ({ id, role: "director", name: id, encrypts: false })),
});

const secret = signal<Secret | null>(null);
const open = signal(false);
const talk = signal<TalkOut | null>(null);
const ask = vi.fn(async (_: string, __: TypingIn): Promise<Ack> => ({ ok: true, result: {}, problem: null }));
let hears: (message: TypingOut) => void = () => undefined;
let typing: OpenTyping;

const said = () => {
  vi.advanceTimersByTime(TYPING_MS);
  return ask.mock.calls.map(([, { text }]) => text);
};
const read = () => [...typing.typing.theirs.value];

function begin(seals: boolean): void {
  vi.spyOn(pages, "page").mockReturnValue({ ...pages.page(), seals });
  typing = new OpenTyping({ ask, hear: (_, handler) => (hears = handler) }, talk);
}

beforeEach(() => {
  vi.useFakeTimers();
  ask.mockClear();
  secret.value = null;
  open.value = false;
  talk.value = talkOf("b");
  secrecy.value = null;
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  secrecy.value = null;
});

it("goes by the server where the municipality has calls in the clear, and views change nothing of it", () => {
  begin(false);
  typing.typing.write("No");
  talk.value = talkOf("b");
  expect(said()).toEqual(["No"]);
  hears({ call: "call", sender: "b", text: "Le l" });
  talk.value = talkOf("b");
  expect(read()).toEqual([["b", "Le l"]]);
  expect(ask).toHaveBeenCalledWith("typing", { call: "call", text: "No" });
});

it("is read of nobody outside of the call, of no other call, and by nobody who comes before more is typed", () => {
  begin(false);
  hears({ call: "call", sender: "c", text: "x" });
  hears({ call: "other", sender: "b", text: "x" });
  expect(read()).toEqual([]);
  typing.typing.write("No");
  talk.value = talkOf("b", "c");
  expect(said()).toEqual([]);
  hears({ call: "call", sender: "c", text: "x" });
  talk.value = talkOf("b");
  expect(read()).toEqual([]);
});

it("waits until the screen says that the call is not sealed", () => {
  begin(true);
  expect(typing.open.value).toBe(false);
  secrecy.value = { secret, words: { open } } as unknown as Secrecy;
  for (const shown of [null, { kind: "server", why: "agreeing" }] satisfies (Secret | null)[]) {
    secret.value = shown;
    hears({ call: "call", sender: "b", text: "x" });
    typing.typing.write(`${shown?.why}`);
    expect([typing.open.value, read(), said()]).toEqual([false, [], []]);
  }
  secret.value = { kind: "server", why: "others" };
  typing.typing.write("No");
  expect([typing.open.value, said()]).toEqual([true, ["No"]]);
});

it("is gone from all screens once the call is sealed, and nothing more comes or goes in the clear", () => {
  begin(true);
  secrecy.value = { secret, words: { open } } as unknown as Secrecy;
  secret.value = { kind: "server", why: "late" };
  typing.typing.write("No");
  hears({ call: "call", sender: "b", text: "Le l" });
  expect([said(), read()]).toEqual([["No"], [["b", "Le l"]]]);
  open.value = true;
  expect([said(), read()]).toEqual([["No", ""], []]);
  hears({ call: "call", sender: "b", text: "Le leo" });
  typing.typing.write("No oigo");
  expect([said(), read()]).toEqual([["No", ""], []]);
});
