import { signal } from "@preact/signals";
import { afterEach, expect, it, vi } from "vitest";
import { Secrecy } from "../../src/e2ee/secrecy";
import type { CallKeys, CallKeysOut, TalkOut } from "../../src/protocol";

type Listener = (event: { data: object }) => void;

/** Notes what it is told; says that it seals once it has a key, and what it counted when the test says so. */
class FakeWorker {
  readonly told: string[] = [];
  private cleared = 0;
  private sealing = false;
  private listener: Listener = () => undefined;

  addEventListener(_: string, listener: Listener) {
    this.listener = listener;
  }

  postMessage({ tell }: { tell: string }) {
    this.told.push(tell);
    if (tell === "clear") this.cleared++;
    if (tell !== "send" && tell !== "clear") return;
    this.sealing = tell === "send";
    this.count([], []);
  }

  count(out: number[], opened: number[], cleared = this.cleared) {
    this.listener({ data: { cleared, sealing: this.sealing, out, in: opened } });
  }
}

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
function pages(bAble = true) {
  const heard = new Map<string, (message: CallKeysOut) => void>();
  const page = (me: string, able: boolean) => {
    const present = signal<TalkOut | null>(null);
    let prepared: (pc: RTCPeerConnection) => void = () => undefined;
    const connection = signal<RTCPeerConnection | null>(null);
    /** As the page connects anew: with transforms, or as the connection of before. */
    const connect = (transforms = true) => {
      const pc = { getTransceivers: () => [] } as unknown as RTCPeerConnection;
      if (transforms) prepared(pc);
      connection.value = pc;
    };
    const link = {
      connection,
      prepare: (work: (pc: RTCPeerConnection) => void) => {
        prepared = work;
      },
    };
    const worker = new FakeWorker();
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
      able ? (worker as unknown as Worker) : null,
    );
    connect();
    return { present, secrecy, worker, connect };
  };
  return { a: page("a", true), b: page("b", bAble) };
}

type Pages = ReturnType<typeof pages>;

async function agree({ a, b }: Pages) {
  a.present.value = talk("a", true, true);
  b.present.value = talk("b", true, true);
  const agreed = { kind: "server", why: "unproven" };
  await vi.waitFor(() => expect([a.secrecy.secret.value, b.secrecy.secret.value]).toEqual([agreed, agreed]));
}

it("seals the call of two, and says so only when nothing goes out in the clear any more", async () => {
  const both = pages();
  const { a, b } = both;
  a.secrecy.secret.subscribe((secret) => {
    if (secret?.kind === "sealed") expect(a.worker.told).toEqual(expect.arrayContaining(["send", "only_sealed"]));
  });
  a.present.value = talk("a", true, true);
  expect(a.secrecy.secret.value).toEqual({ kind: "server", why: "agreeing" });
  await agree(both);
  for (const { worker } of [a, b]) worker.count([1], [1]);
  expect(a.secrecy.secret.value?.kind).toBe("sealed");
  expect(a.secrecy.secret.value).toEqual(b.secrecy.secret.value);
  a.present.value = null;
  expect(a.secrecy.secret.value).toBeNull();
  expect(a.worker.told.at(-1)).toBe("clear");
});

it("says sealed only of the connection on which the worker counted frames of both ways", async () => {
  const both = pages();
  const { a } = both;
  await agree(both);
  const says = (kind: "server" | "sealed") => expect(a.secrecy.secret.value?.kind).toBe(kind);
  for (const [out, opened] of [
    [[], []],
    [[1], []],
    [[], [1]],
    [[2], [1]],
    [[2], [2]],
  ] as const) {
    a.worker.count([...out], [...opened]);
    says("server");
  }
  a.worker.count([1], [1]);
  says("sealed");
  a.connect();
  says("server");
  a.worker.count([1, 2], [1, 2]);
  says("sealed");
  // Without transforms: no count can be of it.
  a.connect(false);
  a.worker.count([1, 2], [1, 2]);
  says("server");
});

it("takes no count of an earlier call for this one", async () => {
  const both = pages();
  const { a, b } = both;
  await agree(both);
  a.worker.count([1], [1]);
  for (const { present } of [a, b]) present.value = null;
  await agree(both);
  a.worker.count([1], [1], 1);
  expect(a.secrecy.secret.value).toEqual({ kind: "server", why: "unproven" });
});

it("leaves a call as it was where one browser cannot, and says whose, once a page that is called had time to connect", () => {
  vi.useFakeTimers();
  const { a, b } = pages(false);
  a.present.value = talk("a", true, false);
  b.present.value = talk("b", true, false);
  expect(a.secrecy.secret.value).toEqual({ kind: "server", why: "agreeing" });
  expect(b.secrecy.secret.value).toEqual({ kind: "server", why: "self" });
  vi.advanceTimersByTime(4000);
  expect(a.secrecy.secret.value).toEqual({ kind: "server", why: "others" });
  expect(a.worker.told).not.toContain("only_sealed");
});

it("says that a sealed call is sealed no more before anything goes out in the clear", async () => {
  const both = pages();
  const { a } = both;
  await agree(both);
  a.worker.count([1], [1]);
  const { told } = a.worker;
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
