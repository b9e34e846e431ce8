import { signal } from "@preact/signals";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Secrecy } from "../../src/e2ee/secrecy";
import type { CallKeys, CallKeysOut, TalkOut } from "../../src/protocol";

type Listener = (event: { data: object }) => void;

/** Notes what it is told; says that it seals once it has a key. */
class FakeWorker {
  static made: FakeWorker[] = [];
  readonly told: string[] = [];
  private listener: Listener = () => undefined;

  constructor() {
    FakeWorker.made.push(this);
  }

  addEventListener(_: string, listener: Listener) {
    this.listener = listener;
  }

  postMessage({ tell }: { tell: string }) {
    this.told.push(tell);
    if (tell === "send") this.listener({ data: { dropped: 0, sealing: true } });
  }
}

beforeEach(() => {
  FakeWorker.made = [];
});
afterEach(() => {
  vi.useRealTimers();
});

const talk = (me: string, ...encrypts: boolean[]): TalkOut => ({
  call: "c1",
  me,
  members: ["a", "b", "c"]
    .slice(0, encrypts.length)
    .map((id, at) => ({ id, role: "director", name: "", encrypts: encrypts[at] === true })),
});

/** Two pages of one call, and a server that passes on what they say. */
function pages() {
  const heard = new Map<string, (message: CallKeysOut) => void>();
  const page = (me: string) => {
    const present = signal<TalkOut | null>(null);
    const link = { prepare: vi.fn() };
    const secrecy = new Secrecy(
      link,
      () => present.value,
      {
        hear: (_, handler) => void heard.set(me, handler),
        ask: async (_, { call, to, body }: CallKeys) => {
          for (const [name, hear] of heard) if (name !== me && (!to || to === name)) hear({ call, sender: me, body });
          return { ok: true, result: {}, problem: null };
        },
      },
      () => new FakeWorker() as unknown as Worker,
    );
    return { present, secrecy, link };
  };
  return { a: page("a"), b: page("b") };
}

it("seals the call of two, and says so only when nothing goes out in the clear any more", async () => {
  const { a, b } = pages();
  a.secrecy.secret.subscribe((secret) => {
    if (secret?.kind === "sealed")
      expect(FakeWorker.made[0]?.told).toEqual(expect.arrayContaining(["send", "only_sealed"]));
  });
  a.present.value = talk("a", true, true);
  expect(a.secrecy.secret.value).toEqual({ kind: "server", why: "agreeing" });
  expect(a.link.prepare).toHaveBeenCalledOnce();
  b.present.value = talk("b", true, true);
  await vi.waitFor(() => expect(b.secrecy.secret.value?.kind).toBe("sealed"));
  await vi.waitFor(() => expect(a.secrecy.secret.value).toEqual(b.secrecy.secret.value));
  a.present.value = null;
  expect(a.secrecy.secret.value).toBeNull();
  expect(FakeWorker.made[0]?.told.at(-1)).toBe("clear");
});

it("leaves a call as it was where one browser cannot, and says whose", () => {
  const { a, b } = pages();
  a.present.value = talk("a", true, false);
  b.present.value = talk("b", true, false);
  expect(a.secrecy.secret.value).toEqual({ kind: "server", why: "others" });
  expect(b.secrecy.secret.value).toEqual({ kind: "server", why: "self" });
  expect(FakeWorker.made).toEqual([]);
});

it("says that a sealed call is sealed no more before anything goes out in the clear", async () => {
  const { a, b } = pages();
  for (const [me, page] of [
    ["a", a],
    ["b", b],
  ] as const)
    page.present.value = talk(me, true, true);
  await vi.waitFor(() => expect(a.secrecy.secret.value?.kind).toBe("sealed"));
  const told = FakeWorker.made[0]?.told ?? [];
  expect(told.at(-1)).toBe("only_sealed");
  a.present.value = talk("a", true, true, false);
  expect(a.secrecy.secret.value).toEqual({ kind: "server", why: "others" });
  expect(told.at(-1)).toBe("only_sealed");
  await vi.waitFor(() => expect(told.at(-1)).toBe("clear"));
});

it("gives up where no agreement comes about", () => {
  vi.useFakeTimers();
  const { a } = pages();
  a.present.value = talk("a", true, true);
  vi.advanceTimersByTime(10_000);
  expect(a.secrecy.secret.value).toEqual({ kind: "server", why: "late" });
  a.present.value = talk("a", true, true);
  expect(a.secrecy.secret.value).toEqual({ kind: "server", why: "late" });
});
