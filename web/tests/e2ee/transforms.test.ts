// @vitest-environment node
import { afterEach, expect, it, vi } from "vitest";
import { attach, configuration, givesFrames } from "../../src/e2ee/transforms";
import type { Place } from "../../src/e2ee/worker_messages";
import { LAYOUT } from "../../src/rtc_layout";

class Sender {
  createEncodedStreams(): object {
    return { readable: {}, writable: {} };
  }
}

/** A connection with so many m-lines; further ones are added. */
function connection() {
  const transceivers: { sender: Sender; receiver: Sender }[] = [];
  const add = (lines: number) => {
    while (transceivers.length < lines) transceivers.push({ sender: new Sender(), receiver: new Sender() });
  };
  return { add, pc: { getTransceivers: () => transceivers } as unknown as RTCPeerConnection };
}

afterEach(() => vi.unstubAllGlobals());

it("gives the worker the streams of each m-line once where there are no transforms, and asks for them with the connection", () => {
  vi.stubGlobal("RTCRtpSender", Sender);
  expect(givesFrames()).toBe(true);
  expect(configuration()).toEqual({ encodedInsertableStreams: true });
  const postMessage = vi.fn();
  const { add, pc } = connection();
  for (const lines of [5, 8]) {
    add(lines);
    attach(pc, { postMessage } as unknown as Worker, 3, LAYOUT.slice(0, lines));
  }
  const given = postMessage.mock.calls.map(([told, moved]) => [told.options as Place, moved]);
  expect(given.map(([{ at }]) => at)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  for (const [{ at, way }, moved] of given) {
    expect(way).toBe(LAYOUT[at]?.direction === "sendonly" ? "out" : "in");
    expect(moved).toHaveLength(2);
  }
});

it("uses transforms where there are any", () => {
  const made: Place[] = [];
  vi.stubGlobal(
    "RTCRtpScriptTransform",
    class {
      constructor(_worker: Worker, place: Place) {
        made.push(place);
      }
    },
  );
  expect(givesFrames()).toBe(true);
  expect(configuration()).toEqual({});
  const { add, pc } = connection();
  add(5);
  for (let times = 0; times < 2; times++) attach(pc, null as unknown as Worker, 3, LAYOUT.slice(0, 5));
  expect(made.map(({ at }) => at)).toEqual([0, 1, 2, 3, 4]);
});

it("cannot where there are neither", () => {
  vi.stubGlobal("RTCRtpSender", class {});
  expect(givesFrames()).toBe(false);
});
