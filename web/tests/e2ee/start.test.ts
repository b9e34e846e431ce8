import { signal } from "@preact/signals";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { start } from "../../src/e2ee/start";

vi.mock("../../src/e2ee/frames_worker?worker&url", () => ({ default: "/frames_worker.js" }));

const prepare = vi.fn();
const terminate = vi.fn();
/** The worker of the page, once it is made. */
let made: Promise<EventTarget>;

beforeEach(() => {
  prepare.mockClear();
  const worker = Object.assign(new EventTarget(), { postMessage: () => undefined, terminate });
  let tell: (worker: EventTarget) => void = () => undefined;
  made = new Promise((done) => {
    tell = done;
  });
  vi.stubGlobal("RTCRtpScriptTransform", class {});
  vi.stubGlobal("crypto", { subtle: { generateKey: async () => ({}) } });
  vi.stubGlobal(
    "Worker",
    class {
      constructor() {
        tell(worker);
        // biome-ignore lint/correctness/noConstructorReturn: the one that the test holds
        return worker;
      }
    },
  );
});
afterEach(() => vi.unstubAllGlobals());

function started() {
  const link = { connection: signal(null), prepare };
  const relay = {
    ask: async () => ({ ok: true, result: {}, problem: null }),
    hear: () => undefined,
    onConnected: () => undefined,
  };
  return start(
    link,
    () => null,
    relay,
    () => 0,
  );
}

it("gives frames to its worker only once that is there", async () => {
  const begun = started();
  const worker = await made;
  expect(prepare).not.toHaveBeenCalled();
  worker.dispatchEvent(new MessageEvent("message", { data: "ready" }));
  await begun;
  expect(prepare).toHaveBeenCalledOnce();
});

it("gives none to a worker whose script does not come, and says so", async () => {
  const begun = started();
  (await made).dispatchEvent(new Event("error"));
  await expect(begun).rejects.toThrow();
  expect(prepare).not.toHaveBeenCalled();
});

it("gives up a worker whose script neither comes nor fails", async () => {
  vi.useFakeTimers();
  terminate.mockClear();
  const begun = started();
  begun.catch(() => undefined);
  await made;
  await vi.advanceTimersByTimeAsync(15_000);
  await expect(begun).rejects.toThrow();
  expect(terminate).toHaveBeenCalledOnce();
  vi.useRealTimers();
});
