import { signal } from "@preact/signals";
import { act, cleanup, render, screen } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { MediaLink } from "../../src/rtc";
import { LOOK_MS, TAKES_MS } from "../../src/speaking";
import { LiveRegions } from "../../src/ui/live";
import { type Party, Stage } from "../../src/ui/stage";

const PEOPLE: readonly Party[] = [{ name: "Ana", note: "Water" }, { name: "Luz" }, { name: "Rosa" }];
class Stream {
  constructor(private readonly tracks: unknown[]) {}
  getTracks() {
    return this.tracks;
  }
}

/** Of each slot, what its track has been heard of so far. */
let energy: Record<string, number>;
let loud: Record<string, number>;
let asked: number;
let link: MediaLink;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("MediaStream", Stream);
  // happy-dom takes only streams of its own.
  Object.defineProperty(HTMLMediaElement.prototype, "srcObject", { writable: true, value: null });
  vi.spyOn(HTMLMediaElement.prototype, "play").mockResolvedValue();
  energy = {};
  loud = {};
  asked = 0;
  const getStats = async () => {
    asked++;
    for (const [track, level] of Object.entries(loud))
      energy[track] = (energy[track] ?? 0) + level ** 2 * (LOOK_MS / 1000);
    const of = (track: string) => ({
      type: "inbound-rtp",
      kind: "audio",
      trackIdentifier: track,
      totalAudioEnergy: energy[track] ?? 0,
      timestamp: performance.now(),
    });
    return new Map(["a0", "a1", "a2"].map((track) => [track, of(track)]));
  };
  const tracks = new Map<string, object>(
    [0, 1, 2].flatMap(
      (n) =>
        [
          [`audio${n}`, { id: `a${n}` }],
          [`video${n}`, { id: `v${n}` }],
        ] as const,
    ),
  );
  link = { tracks: signal(tracks), connection: signal({ getStats }) } as unknown as MediaLink;
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const SLOTS = Object.fromEntries(
  [0, 1, 2].flatMap((n) => [
    [`audio${n}`, `p${n}`],
    [`video${n}`, `p${n}`],
  ]),
);
const page = (parties: readonly Party[], epoch: number | null = 4) => (
  <>
    <LiveRegions />
    <Stage link={link} call={epoch === null ? null : { epoch, slots: SLOTS }} parties={parties} sounds={new Set()} />
  </>
);
/** So much later, heard so loud meanwhile. */
const passes = (ms: number, heard: Record<string, number>) =>
  act(async () => {
    loud = heard;
    await vi.advanceTimersByTimeAsync(ms);
  });
const LONG = TAKES_MS + 3 * LOOK_MS;
const marked = () =>
  ["remote", "second", "third"].filter((one) => screen.queryByTestId(one)?.getAttribute("data-speaks") === "true");

describe("who speaks", () => {
  it("is marked at the picture and the name, which stay where they are, and nothing is announced", async () => {
    render(page(PEOPLE));
    const [elements, texts] = [
      () => [...document.querySelectorAll(".remote, video")],
      () => screen.getByTestId("stage").textContent,
    ];
    const before = [elements(), texts()];
    await passes(LONG, { a1: 0.3 });
    expect(marked()).toEqual(["second"]);
    expect([elements(), texts()]).toEqual(before);
    expect(screen.getByTestId("second").querySelector(".speaks svg")?.getAttribute("aria-hidden")).toBe("true");
    await passes(LONG, { a0: 0.3 });
    expect(marked()).toEqual(["remote"]);
    expect(
      [...document.querySelectorAll("[aria-live], [role=status], [role=alert]")].map((one) => one.textContent).join(""),
    ).toBe("");
  });

  it("is nobody who turned the microphone off", async () => {
    const rendered = render(page(PEOPLE));
    await passes(LONG, { a0: 0.3, a1: 0.3 });
    expect(marked()).toEqual(["remote"]);
    const [ana, ...others] = PEOPLE as [Party, ...Party[]];
    rendered.rerender(page([{ ...ana, off: ["microphone"] }, ...others]));
    expect(marked()).toEqual([]);
    await passes(LONG, { a1: 0.3 });
    expect(marked()).toEqual(["second"]);
  });

  it("is not looked for in a call of two, on hold, or before the call", async () => {
    const rendered = render(page(PEOPLE.slice(0, 1)));
    await passes(LONG, { a0: 0.3 });
    rendered.rerender(page(PEOPLE, null));
    await passes(LONG, { a0: 0.3 });
    expect([asked, marked()]).toEqual([0, []]);
  });

  it("is found anew when others come into the slots, and no more once the call is over", async () => {
    const rendered = render(page(PEOPLE));
    await passes(LONG, { a1: 0.3 });
    rendered.rerender(page(PEOPLE, 5));
    expect(marked()).toEqual([]);
    await passes(LONG, { a1: 0.3 });
    expect(marked()).toEqual(["second"]);
    rendered.rerender(page(PEOPLE, null));
    expect(marked()).toEqual([]);
    const before = asked;
    await passes(LONG, { a1: 0.3 });
    expect(asked).toBe(before);
  });
});

describe("whoever the call is understood by", () => {
  const stage = () => screen.getByTestId("stage").className;

  it("has the largest picture beside others, but for a screen that is shown", () => {
    const [ana, luz, rosa] = PEOPLE as [Party, Party, Party];
    const rendered = render(page([ana, { ...luz, large: true }, rosa]));
    expect(stage()).toBe("stage several signed");
    expect(screen.getByTestId("second").dataset.large).toBe("true");
    const shown = { epoch: 5, slots: { ...SLOTS, screen0: "p0" } };
    rendered.rerender(<Stage link={link} call={shown} parties={[ana, { ...luz, large: true }]} sounds={new Set()} />);
    expect(stage()).toBe("stage several sharing");
    rendered.rerender(page([{ ...ana, large: true }]));
    expect(stage()).toBe("stage");
  });
});
