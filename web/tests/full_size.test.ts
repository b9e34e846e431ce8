import { signal } from "@preact/signals";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FullSize, keepSize, type Sent, sentOf } from "../src/full_size";
import type { MediaLink } from "../src/rtc";

const LIMIT = 300_000;
const sent = (more: Partial<Sent> = {}): Sent => ({ limited: true, available: 280_000, lost: 0, ...more });

/** The steps of looks that are a second apart, with the seconds at which they were taken. */
function stepsOf(size: FullSize, looks: readonly Sent[], from = 0): [number, string][] {
  return looks.flatMap((one, n) => {
    const step = size.look(one, LIMIT, 1000 * (from + n));
    return step ? [[from + n, step] as [number, string]] : [];
  });
}
const many = (count: number, one: Sent) => Array<Sent>(count).fill(one);

describe("a small picture", () => {
  it("is made whole once the line carries it, and again after longer and longer where it gets small again", () => {
    const steps = stepsOf(new FullSize(), many(80, sent()));
    expect(steps).toEqual([1, 6, 16, 36, 76].map((at) => [at, "restore"]));
  });

  it("has the line tried while that is thought to be narrow", () => {
    const steps = stepsOf(new FullSize(), many(20, sent({ available: 80_000 })));
    expect(steps).toEqual([1, 6, 16].map((at) => [at, "lift"]));
  });

  it("waits until the voice is whole", () => {
    const bad = sent({ available: 80_000, lost: 0.1 });
    expect(stepsOf(new FullSize(), many(30, bad))).toEqual([]);
    expect(stepsOf(new FullSize(), [...many(5, bad), ...many(3, sent({ available: 80_000 }))])).toEqual([[6, "lift"]]);
  });

  it("counts as the first one after a minute in which it was whole", () => {
    const size = new FullSize();
    stepsOf(size, many(20, sent()));
    expect(stepsOf(size, many(60, sent({ limited: false })), 20)).toEqual([]);
    expect(stepsOf(size, many(2, sent()), 80)).toEqual([[80, "restore"]]);
  });
});

it("reads what limits the picture", () => {
  const report = [
    { type: "candidate-pair", availableOutgoingBitrate: 90_000 },
    { type: "outbound-rtp", mid: "1", qualityLimitationReason: "bandwidth" },
    { type: "outbound-rtp", mid: "2", qualityLimitationReason: "none" },
    { type: "remote-inbound-rtp", kind: "audio", fractionLost: 0.25 },
  ];
  expect(sentOf(report, "1")).toMatchObject({ limited: true, available: 90_000, lost: 0.25 });
  expect(sentOf(report, "2").limited, "another picture is").toBe(false);
  expect(sentOf([{ type: "outbound-rtp", mid: "1", qualityLimitationReason: "cpu" }], "1").limited).toBe(false);
});

describe("in a call", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function aCall(available: number) {
    const told: unknown[] = [];
    const parameters = { degradationPreference: "balanced", encodings: [{ maxBitrate: LIMIT }] };
    const sender = {
      track: {},
      getParameters: () => structuredClone(parameters),
      setParameters: async (one: typeof parameters) => {
        told.push(one.degradationPreference);
        parameters.degradationPreference = one.degradationPreference;
      },
    };
    const pc = {
      getTransceivers: () => [{}, { sender, mid: "1" }],
      remoteDescription: { sdp: "a=fmtp:96 x-google-start-bitrate=600\r\na=fmtp:97 x-google-start-bitrate=600" },
      setLocalDescription: async () => undefined,
      setRemoteDescription: async (one: RTCSessionDescriptionInit) => void told.push(one.sdp),
      getStats: async () =>
        new Map<string, object>([
          ["pair", { type: "candidate-pair", availableOutgoingBitrate: available }],
          ["out", { type: "outbound-rtp", mid: "1", qualityLimitationReason: "bandwidth" }],
        ]),
    };
    const live = signal(true);
    keepSize({ connection: signal(pc), settled: true } as unknown as MediaLink, live);
    return { told, live, sender };
  }

  it("goes by another preference and back, and stops with the call", async () => {
    const { told, live } = aCall(280_000);
    await vi.advanceTimersByTimeAsync(3000);
    expect(told).toEqual(["maintain-framerate", "balanced"]);
    live.value = false;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(told).toHaveLength(2);
  });

  it("leaves a preference that was chosen meanwhile", async () => {
    const { told, sender } = aCall(280_000);
    const set = sender.setParameters;
    sender.setParameters = async (one) => {
      await set(one);
      await set({ ...one, degradationPreference: "maintain-resolution" });
    };
    await vi.advanceTimersByTimeAsync(3000);
    expect(told).toEqual(["maintain-framerate", "maintain-resolution"]);
  });

  it("takes a line for twice as wide by the answer that is there", async () => {
    const { told } = aCall(80_000);
    await vi.advanceTimersByTimeAsync(3000);
    expect(told).toEqual(["a=fmtp:96 x-google-start-bitrate=160\r\na=fmtp:97 x-google-start-bitrate=160"]);
  });
});
