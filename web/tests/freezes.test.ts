import { describe, expect, it } from "vitest";
import { Freezes, frozenOf } from "../src/freezes";

const frozen = (count: number, milliseconds: number) => ({ count, milliseconds });

describe("pictures that stood still", () => {
  it("are added up over what comes in", () => {
    const video = { type: "inbound-rtp", kind: "video", freezeCount: 2, totalFreezesDuration: 0.75 };
    expect(frozenOf([video, { ...video, freezeCount: 1 }, { type: "outbound-rtp", freezeCount: 9 }])).toEqual(
      frozen(3, 1500),
    );
    expect(frozenOf([{ type: "inbound-rtp", kind: "audio" }])).toBeNull();
    expect(frozenOf([{ type: "inbound-rtp", freezeCount: 1 }])).toEqual(frozen(1, 0));
  });

  it("count from where the call, or a new connection, begins", () => {
    const freezes = new Freezes();
    freezes.look("first", frozen(5, 3000));
    expect(freezes.due(0)).toBeNull();
    freezes.look("first", frozen(7, 3900));
    freezes.look("second", frozen(1, 400));
    freezes.look("second", frozen(2, 650));
    expect(freezes.due(0)).toEqual(frozen(3, 1150));
  });

  it("are said only when there are some, and twice a minute at most", () => {
    const freezes = new Freezes();
    freezes.look("pc", frozen(0, 0));
    freezes.look("pc", frozen(1, 200));
    const told = freezes.due(1000);
    expect(told).toEqual(frozen(1, 200));
    // What happens while it is being said is for the next time.
    freezes.look("pc", frozen(3, 900));
    if (told) freezes.taken(told);
    expect(freezes.due(30_999)).toBeNull();
    expect(freezes.due(31_000)).toEqual(frozen(2, 700));
    freezes.taken(frozen(2, 700));
    expect(freezes.due(100_000)).toBeNull();
  });

  it("are said again when they were not taken", () => {
    const freezes = new Freezes();
    freezes.look("pc", frozen(0, 0));
    freezes.look("pc", frozen(1, 200));
    expect(freezes.due(0)).toEqual(frozen(1, 200));
    expect(freezes.due(30_000)).toEqual(frozen(1, 200));
  });

  it("are none when the camera was off, and are forgotten with the call", () => {
    const freezes = new Freezes();
    freezes.look("pc", frozen(0, 0));
    freezes.look("pc", frozen(1, 25_000));
    expect(freezes.due(0)).toBeNull();
    freezes.look("pc", frozen(2, 26_000));
    freezes.forget();
    expect(freezes.due(0)).toBeNull();
  });
});
