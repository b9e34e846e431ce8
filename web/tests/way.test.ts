import { afterEach, describe, expect, it, vi } from "vitest";
import { ENOUGH, uplink, wayOf } from "../src/way";

afterEach(() => vi.unstubAllGlobals());

describe("the way that media take", () => {
  const pair = { type: "candidate-pair", nominated: true, state: "succeeded", localCandidateId: "l" };
  const by = (candidateType: string, protocol: string) => wayOf([pair, { id: "l", candidateType, protocol }]);

  it("is straight, over TCP, or by a relay", () => {
    expect([by("host", "udp"), by("prflx", "tcp"), by("relay", "udp")]).toEqual(["direct", "tcp", "relay"]);
  });

  it("is that of the pair the transport names, also while its connection is checked again", () => {
    const report = [
      { type: "transport", selectedCandidatePairId: "second" },
      { ...pair, id: "first", localCandidateId: "t" },
      { ...pair, id: "second", state: "in-progress" },
      { id: "t", candidateType: "host", protocol: "tcp" },
      { id: "l", candidateType: "host", protocol: "udp" },
    ];
    expect(wayOf(report)).toBe("direct");
    expect(wayOf([{ ...pair, state: "in-progress" }, report[4] ?? {}])).toBe("direct");
  });

  it("is not known while none is chosen", () => {
    expect(
      wayOf([
        { ...pair, nominated: false },
        { id: "l", candidateType: "host" },
      ]),
    ).toBeNull();
  });
});

describe("what the line carries upwards", () => {
  const line = (bitsPerMs: number, roundTrip: number) => {
    let now = 0;
    vi.spyOn(performance, "now").mockImplementation(() => now);
    vi.stubGlobal("fetch", async (_: string, { body }: { body: Uint8Array }) => {
      now += roundTrip + (8 * body.length) / bitsPerMs;
      return { ok: true };
    });
  };

  it("is measured without the time of an answer", async () => {
    line(100, 400);
    expect(Math.round(((await uplink()) ?? 0) / 1000)).toBe(100);
    line(1000, 400);
    expect(await uplink()).toBeGreaterThan(ENOUGH);
  });

  it("is not known where the server refuses", async () => {
    vi.stubGlobal("fetch", async () => ({ ok: false, status: 429 }));
    expect(await uplink()).toBeNull();
  });
});
