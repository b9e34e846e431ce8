import { signal } from "@preact/signals";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { MediaLink } from "../src/rtc";
import { keepVoice, type Pause, type Up, upOf, VoiceFirst } from "../src/voice_first";

const up = (more: Partial<Up> = {}): Up => ({ available: 300_000, sent: 250_000, lost: 0, roundTrip: 60, ...more });
const NARROW = { available: 80_000, sent: 80_000 };

describe("the picture gives way", () => {
  /** How many of these looks in a row it takes; null when it stays. */
  const looksUntil = (...looks: Up[]): number | null => {
    const voice = new VoiceFirst();
    const at = looks.findIndex((one, n) => voice.gives(one, 500 * n));
    return at < 0 ? null : at + 1;
  };
  const many = (one: Up) => [up(), ...Array<Up>(20).fill(one)];

  it("where the line is narrow and the voice suffers, by losses or by waiting", () => {
    expect(looksUntil(...many(up({ ...NARROW, lost: 0.1 })))).toBe(3);
    expect(looksUntil(...many(up({ ...NARROW, roundTrip: 700 })))).toBe(3);
  });

  it("at once where a fifth is lost", () => {
    expect(looksUntil(...many(up({ ...NARROW, lost: 0.2 })))).toBe(2);
  });

  it("not for losses on a wide line, where it would help nobody", () => {
    expect(looksUntil(...many(up({ lost: 0.2, roundTrip: 900 })))).toBeNull();
  });

  it("not for a narrow line on which the voice is whole, nor for one bad look", () => {
    expect(looksUntil(...many(up(NARROW)))).toBeNull();
    expect(looksUntil(up(), up({ ...NARROW, lost: 0.1 }), up(), up({ ...NARROW, lost: 0.1 }), up())).toBeNull();
  });

  it("by what was sent where the browser does not tell what the line carries", () => {
    expect(looksUntil(...many(up({ available: null, sent: 80_000, lost: 0.1 })))).toBe(3);
    expect(looksUntil(...many(up({ available: null, lost: 0.1 })))).toBeNull();
  });
});

describe("the picture is tried again", () => {
  it("after ten seconds, and each time it had to give way again after twice as long", () => {
    const voice = new VoiceFirst();
    const bad = up({ ...NARROW, lost: 0.1 });
    let at = 0;
    const waits: number[] = [];
    for (let n = 0; n < 6; n++) {
      while (!voice.gives(bad, at)) at += 500;
      const since = at;
      while (!voice.again(at)) at += 500;
      waits.push((at - since) / 1000);
    }
    expect(waits).toEqual([10, 20, 40, 80, 160, 240]);
  });

  it("as after the first time once it had its place for long", () => {
    const voice = new VoiceFirst();
    const bad = up({ ...NARROW, lost: 0.1 });
    for (const at of [0, 500, 60_000, 60_500]) voice.gives(bad, at);
    voice.gives(up(), 190_000);
    for (const at of [200_000, 200_500]) voice.gives(bad, at);
    expect(voice.again(210_499)).toBe(false);
    expect(voice.again(210_500)).toBe(true);
  });
});

it("reads the reports of browsers", () => {
  const report = [
    { type: "candidate-pair", availableOutgoingBitrate: 90_000 },
    { type: "candidate-pair" },
    { type: "outbound-rtp", kind: "video", bytesSent: 1000, headerBytesSent: 100 },
    { type: "outbound-rtp", kind: "audio", bytesSent: 10, headerBytesSent: 1 },
    { type: "remote-inbound-rtp", kind: "audio", fractionLost: 0.25, roundTripTime: 0.5 },
    { type: "remote-inbound-rtp", kind: "video", fractionLost: 1, roundTripTime: 9 },
  ];
  expect(upOf(report)).toEqual({ available: 90_000, octets: 1111, lost: 0.25, roundTrip: 500 });
});

describe("a call", () => {
  afterEach(() => vi.useRealTimers());

  it("pauses and tries again by itself, and leaves to the person what they chose", async () => {
    vi.useFakeTimers();
    let lost = 0;
    const report = () => [
      { type: "candidate-pair", availableOutgoingBitrate: 80_000 },
      { type: "remote-inbound-rtp", kind: "audio", fractionLost: lost, roundTripTime: 0.06 },
    ];
    const pc = { getStats: async () => new Map(report().map((one, n) => [n, one])) };
    const [live, may, pause] = [signal(true), signal(true), signal<Pause>("sent")];
    keepVoice({ connection: signal(pc) } as unknown as MediaLink, live, may, pause);
    await vi.advanceTimersByTimeAsync(3000);
    expect(pause.value).toBe("sent");
    lost = 0.1;
    await vi.advanceTimersByTimeAsync(1000);
    expect(pause.value).toBe("paused");
    lost = 0;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(pause.value).toBe("sent");
    pause.value = "kept";
    await vi.advanceTimersByTimeAsync(600_000);
    expect(pause.value).toBe("kept");
    live.value = false;
    expect(pause.value).toBe("sent");
  });
});
