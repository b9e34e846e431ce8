import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DirectorySearch, moved, stepsOf } from "../src/directory_search";

const FOUND = [
  { kind: "service", name: "Bache", department: "Obras", url: "/directorio/obras-publicas/reparar-bache" },
];

describe("the directory's suggestions", () => {
  const asked: string[] = [];
  let signals: (AbortSignal | null | undefined)[] = [];
  let answer: () => Promise<Response>;

  beforeEach(() => {
    vi.useFakeTimers();
    asked.length = 0;
    signals = [];
    answer = async () => Response.json({ found: FOUND });
    vi.stubGlobal("fetch", (url: string, init?: RequestInit) => {
      asked.push(url);
      signals.push(init?.signal);
      return answer();
    });
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("asks once for what was typed in one go, and shows it", async () => {
    const show = vi.fn();
    const search = new DirectorySearch("es-MX", show);
    for (const text of ["b", "ba", "bac", "bach&"]) search.type(text);
    await vi.runAllTimersAsync();
    expect(asked).toEqual(["/directorio.json?lang=es-MX&q=bach%26"]);
    expect(show.mock.lastCall).toEqual(["bach&", FOUND]);
  });

  it("gives up what is no longer asked for, and shows the later answer alone", async () => {
    const show = vi.fn();
    const search = new DirectorySearch("en", show);
    let late: (response: Response) => void = () => undefined;
    answer = () => new Promise((resolve) => (late = resolve));
    search.type("agua");
    await vi.advanceTimersByTimeAsync(1000);
    answer = async () => Response.json({ found: [] });
    search.type("agua p");
    await vi.runAllTimersAsync();
    late(Response.json({ found: FOUND }));
    await vi.runAllTimersAsync();
    expect(signals[0]?.aborted).toBe(true);
    expect(show.mock.calls).toEqual([["agua p", []]]);
  });

  it("says what it is asked for", async () => {
    const search = new DirectorySearch("en", vi.fn(), "peticion");
    search.type("agua");
    await vi.runAllTimersAsync();
    expect(asked).toEqual(["/directorio.json?lang=en&q=agua&para=peticion"]);
  });

  it("says when the directory does not answer, and forgets a field that was emptied", async () => {
    const show = vi.fn();
    const search = new DirectorySearch("en", show);
    answer = async () => new Response("", { status: 429 });
    search.type("agua");
    await vi.runAllTimersAsync();
    expect(show.mock.lastCall).toEqual(["agua", null]);
    search.type("");
    expect(show.mock.lastCall).toEqual(["", []]);
    expect(await stepsOf("/directorio/agua/fuga-de-agua", "en")).toBeNull();
  });
});

it("goes through the suggestions in a ring that begins at what was typed", () => {
  let active = -1;
  const seen = ["ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp", "a", "Escape"].map((key) => {
    active = moved(active, key, 2);
    return active;
  });
  expect(seen).toEqual([0, 1, -1, 1, 0, 0, -1]);
  expect(moved(0, "ArrowDown", 0)).toBe(-1);
});
