// @vitest-environment node
import { afterEach, expect, it, vi } from "vitest";
import type { Stream } from "../../src/e2ee/frames";
import type { Place, Told } from "../../src/e2ee/worker_messages";

/** The worker's two ways in, what it said, and a stream through it. */
async function worker() {
  const heard = new Map<string, (event: object) => void>();
  const said: unknown[] = [];
  vi.stubGlobal("self", {
    addEventListener: (name: string, hear: (event: object) => void) => heard.set(name, hear),
    postMessage: (message: unknown) => said.push(message),
  });
  vi.resetModules();
  await import("../../src/e2ee/frames_worker");
  const tell = (data: Told) => heard.get("message")?.({ data });
  const through = (at: number, way: Place["way"], stream: Stream = "audio", byStreams = false) => {
    const [before, after] = [new TransformStream(), new TransformStream()];
    const options: Place = { connection: 1, at, way, stream };
    const transformer = { options, readable: before.readable, writable: after.writable };
    if (byStreams) tell({ tell: "pass", ...transformer });
    else heard.get("rtctransform")?.({ transformer });
    const [into, out] = [before.writable.getWriter(), after.readable.getReader()];
    return {
      give: (data: Uint8Array) => void into.write({ data: data.buffer }),
      take: async () => (await out.read()).value,
    };
  };
  return { said, tell, through };
}

const KEY = { kid: 0x100n, base: new Uint8Array(16) };
const SOUND = Uint8Array.of(0x78, 1, 2, 3);

afterEach(() => vi.unstubAllGlobals());

it("says under which key a stream comes, and that it comes in the clear, which then goes nowhere", async () => {
  const { said, tell, through } = await worker();
  tell({ tell: "send", key: KEY });
  tell({ tell: "receive", key: KEY });
  tell({ tell: "only_sealed" });
  const [out, into] = [through(0, "out"), through(9, "in")];
  out.give(SOUND.slice());
  const sealed = await out.take();
  into.give(new Uint8Array(sealed.data));
  expect(new Uint8Array((await into.take()).data)).toEqual(SOUND);
  into.give(SOUND.slice());
  await vi.waitFor(() => expect(said).toContainEqual({ connection: 1, at: 9, kid: null }));
  out.give(SOUND.slice());
  into.give(new Uint8Array((await out.take()).data));
  // What comes out next is the sealed one: the one in the clear was dropped.
  expect(new Uint8Array((await into.take()).data)).toEqual(SOUND);
  expect(said).toEqual([
    "ready",
    { connection: 1, at: 0, kid: KEY.kid },
    { connection: 1, at: 9, kid: KEY.kid },
    { connection: 1, at: 9, kid: null },
    { connection: 1, at: 9, kid: KEY.kid },
  ]);
});

it("lets what is in the clear through while nothing is agreed, and tells it once", async () => {
  const { said, through } = await worker();
  const into = through(9, "in");
  for (let time = 0; time < 2; time++) {
    into.give(SOUND.slice());
    expect(new Uint8Array((await into.take()).data)).toEqual(SOUND);
  }
  expect(said).toEqual(["ready", { connection: 1, at: 9, kid: null }]);
});

it("says it again where a key has the id of one from before all was cleared", async () => {
  const { said, tell, through } = await worker();
  const [out, into] = [through(0, "out"), through(9, "in")];
  const told = ["ready"] as unknown[];
  for (const first of [0, 1]) {
    tell({ tell: "clear" });
    const key = { ...KEY, base: new Uint8Array(16).fill(first) };
    tell({ tell: "send", key });
    tell({ tell: "receive", key });
    for (let frame = 0; frame < 2; frame++) {
      out.give(SOUND.slice());
      into.give(new Uint8Array((await out.take()).data));
      await into.take();
    }
    told.push({ connection: 1, at: 0, kid: KEY.kid }, { connection: 1, at: 9, kid: KEY.kid });
  }
  expect(said).toEqual(told);
});

it("takes streams of a browser without transforms as it takes transforms", async () => {
  const { said, tell, through } = await worker();
  tell({ tell: "send", key: KEY });
  tell({ tell: "receive", key: KEY });
  const [out, into] = [through(1, "out", "camera", true), through(9, "in", "camera", true)];
  out.give(new Uint8Array(40));
  const sealed = new Uint8Array((await out.take()).data);
  expect(sealed).not.toEqual(new Uint8Array(40));
  into.give(sealed);
  expect(new Uint8Array((await into.take()).data)).toEqual(new Uint8Array(40));
  expect(said).toContainEqual({ connection: 1, at: 9, kid: KEY.kid });
});
