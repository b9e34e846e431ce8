/** Long lines: the server shows their front, and what a moderator looks at besides. */
import { act, fireEvent, screen } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { alerts } from "../../../src/islands/moderator/alerts";
import { ALL, foundIn } from "../../../src/islands/moderator/filter";
import { FRONTS, lookOf } from "../../../src/islands/moderator/looking";
import { initial, reduce } from "../../../src/islands/moderator/state";
import type { BoardQueueOut, HelpEntryOut, LookAt } from "../../../src/protocol";
import { unbroken } from "../../../src/unbroken";
import { board, boardQueue, boardTicket } from "../../fixtures";
import { boardBeforeEach, socket } from "./board";

/** The front of a line of 300, OP-1 and OP-2, and whoever else is sent of it. */
function long(others: readonly [string, number][] = [], more: Partial<BoardQueueOut> = {}): BoardQueueOut {
  const numbers: readonly [string, number][] = [["OP-1", 1], ["OP-2", 2], ...others];
  const tickets = numbers.map(([number, place]) => boardTicket(number, { place }));
  return boardQueue("works", [], { tickets, waiting: 300, whole: false, hidden: 300 - tickets.length, ...more });
}

describe("what the server is asked to show", () => {
  const state = reduce(initial, { type: "board", board: board(long(), boardQueue("water", ["AG-1"])) });
  const chosen = reduce(state, { type: "choose", ticket_id: "id-OP-2" });

  it("is nothing besides where all lines are whole", () => {
    const small = reduce(initial, { type: "board", board: board(boardQueue("works", ["OP-1"])) });
    const one = reduce(small, { type: "choose", ticket_id: "id-OP-1" });
    expect(lookOf(one, [], { text: "op", only: "away" }, new Map())).toEqual(FRONTS);
    expect(lookOf(initial, [], ALL, new Map())).toEqual(FRONTS);
  });

  it("is whom one looks for, and lines that were opened further", () => {
    expect(lookOf(state, [], ALL, new Map())).toEqual(FRONTS);
    expect(lookOf(state, [], { text: " op-3 ", only: "away" }, new Map([["works", 140]]))).toEqual({
      lines: [{ department: "works", size: 140 }],
      keep: [],
      text: "op-3",
      only: "away",
    });
  });

  it("is whoever is chosen, asked about, moved just now, or asks for help", () => {
    const keep = (of: typeof state, ids: string[] = []) =>
      lookOf(
        of,
        ids.map((ticket_id) => ({ ticket_id }) as HelpEntryOut),
        ALL,
        new Map(),
      ).keep;
    expect(keep(chosen, ["id-OP-2", "id-AG-9"])).toEqual(["id-OP-2", "id-AG-9"]);
    expect(keep(reduce(chosen, { type: "open", ticket_ids: ["id-OP-1"] }))).toEqual(["id-OP-1", "id-OP-2"]);
    const asked = { what: "chat", ticket: boardTicket("OP-77"), queue: long() } as const;
    expect(keep(reduce(state, { type: "ask", asked }))).toEqual(["id-OP-77"]);
    const moving = reduce(state, { type: "open", ticket_ids: ["id-OP-1"] });
    expect(keep(reduce(moving, { type: "moved", undo: { what: "move", id: "m", said: "", until: 1 } }))).toEqual([
      "id-OP-1",
    ]);
    expect(
      keep(
        state,
        Array.from({ length: 200 }, (_, at) => `id-${at}`),
      ),
    ).toHaveLength(150);
  });
});

describe("the board's state", () => {
  it("forgets who of those chosen is gone once they would be shown, and not before", () => {
    const state = reduce(initial, {
      type: "board",
      board: board(
        long([
          ["OP-200", 200],
          ["OP-201", 201],
        ]),
      ),
    });
    const both = ["id-OP-200", "id-OP-201"].reduce((at, ticket_id) => reduce(at, { type: "choose", ticket_id }), state);
    const again = reduce(both, { type: "board", board: board(long()) });
    expect(again.chosen).toEqual(["id-OP-200", "id-OP-201"]);
    const shown = reduce(again, { type: "queue", queue: long([["OP-201", 200]], { version: 2 }) });
    expect(reduce(shown, { type: "shown", ticket_ids: [] }).chosen).toHaveLength(2);
    expect(reduce(shown, { type: "shown", ticket_ids: ["id-OP-200", "id-OP-201"] }).chosen).toEqual(["id-OP-201"]);
  });

  it("counts what is looked for as the server does where a line is not whole", () => {
    const water = boardQueue("water", ["AG-1", "AG-2"]);
    expect(foundIn([long([], { found: 120 }), water], { text: "a", only: "" }, 0)).toBe(122);
  });

  it("tells of the whole line who waits longest, and that nobody attends", () => {
    const longest = { number: "OP-250", joined_at: "2026-11-24T12:00:00Z" };
    const at = Date.parse("2026-11-24T17:00:00Z");
    expect(alerts(board(long([], { longest })), at)).toMatchObject([
      { kind: "nobody_attends" },
      { kind: "long_wait", who: "OP-250" },
    ]);
  });
});

describe("on the page", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  boardBeforeEach();

  const looks = () =>
    socket.sent.filter((one) => one.event === "look_at").map((one) => one.payload as unknown as LookAt);
  const wait = (ms = 300) => act(async () => void (await vi.advanceTimersByTimeAsync(ms)));
  const answer = (...queues: BoardQueueOut[]) =>
    act(async () => {
      for (const queue of queues) socket.hears("queue", queue);
      socket.ok();
    });
  const show = (queue: BoardQueueOut) => act(() => socket.hears("board", board(queue, boardQueue("water", ["AG-1"]))));
  const find = (text: string) => fireEvent.input(screen.getByTestId("board-search"), { target: { value: text } });
  const found = () => screen.getByTestId("found").textContent;

  it("says nothing while all lines are whole, and finds by itself", async () => {
    fireEvent.keyDown(screen.getByTestId("ticket-OP-1"), { key: "x" });
    find("op-2");
    expect(found()).toBe("1 found");
    await wait();
    expect(looks()).toEqual([]);
    expect(screen.queryByTestId("more-works")).toBeNull();
  });

  it("counts the whole line and shows more of it by steps, up to where finding is the way", async () => {
    show(long());
    expect(screen.getByTestId("line-counts-works").textContent).toContain("300 people waiting");
    expect(screen.getByTestId("waiting-in-all").textContent).toBe("301 waiting in all");
    expect(screen.getByTestId("more-works").textContent).toContain("Show more (298 people left)");
    expect(screen.queryByTestId("more-water")).toBeNull();
    for (const size of [140, 240, 340, 440, 500]) {
      fireEvent.click(screen.getByTestId("more-works"));
      await wait();
      expect(looks().at(-1)?.lines).toEqual([{ department: "works", size }]);
      await answer(long([["OP-3", 3]], { version: size }));
    }
    expect(screen.getByTestId("ticket-OP-3")).toBeTruthy();
    expect(screen.queryByTestId("more-works")).toBeNull();
    expect(screen.getByTestId("beyond-works").textContent).toContain("297 people more");
    fireEvent.click(screen.getByTestId("fewer-works"));
    await wait();
    expect(looks().at(-1)).toEqual(FRONTS);
  });

  it("asks for what was pressed while an answer was on its way, once that came", async () => {
    show(long());
    fireEvent.click(screen.getByTestId("more-works"));
    await wait();
    act(() => socket.hears("queue", long([["OP-3", 3]], { version: 2 })));
    fireEvent.click(screen.getByTestId("more-works"));
    await wait();
    expect(looks()).toHaveLength(1);
    await answer();
    await wait();
    expect(looks().at(-1)?.lines).toEqual([{ department: "works", size: 240 }]);
  });

  it("leaves the focus where more was asked for when there is nothing more", async () => {
    show(long());
    screen.getByTestId("more-works").focus();
    fireEvent.click(screen.getByTestId("more-works"));
    await wait();
    await answer(long([["OP-3", 3]], { version: 2, whole: true, hidden: 0, waiting: 3 }));
    expect(screen.queryByTestId("more-works")).toBeNull();
    expect(document.activeElement).toBe(screen.getByTestId("fewer-works"));
  });

  it("finds in long lines what the server finds, and is acted on as any row", async () => {
    show(long());
    find("OP-250");
    expect(found()).toBe("Looking…");
    await wait();
    expect(looks()).toEqual([{ ...FRONTS, text: "OP-250" }]);
    await answer(long([["OP-250", 250]], { version: 2, found: 1 }));
    expect(found()).toBe("1 found");
    const row = screen.getByTestId("ticket-OP-250");
    expect(row.textContent).toContain("250");
    fireEvent.keyDown(row, { key: "x" });
    expect(screen.getByTestId("chosen-bar").textContent).toContain(unbroken("OP-250"));
    await wait();
    expect(looks().at(-1)).toEqual({ ...FRONTS, text: "OP-250", keep: ["id-OP-250"] });
    await answer();
    fireEvent.click(screen.getByTestId("show-all"));
    await wait();
    expect(looks().at(-1)).toEqual({ ...FRONTS, keep: ["id-OP-250"] });
  });

  it("says how many are found beyond those that are shown", async () => {
    show(long());
    find("OP");
    await wait();
    await answer(long([["OP-3", 3]], { version: 2, found: 290 }));
    expect(found()).toBe("290 found");
    expect(screen.getByTestId("found-beyond-works").textContent).toContain("287 more are found");
  });

  it("asks once for what is typed, and again where that was refused", async () => {
    show(long());
    for (const text of ["O", "OP", "OP-2"]) {
      find(text);
      await wait(100);
    }
    await wait();
    expect(looks()).toEqual([{ ...FRONTS, text: "OP-2" }]);
    await act(async () => socket.refuse("too_many_requests", "Too many."));
    expect(found()).toBe("Looking…");
    await wait(2100);
    expect(looks()).toHaveLength(2);
    await answer();
    await wait(5000);
    expect(looks()).toHaveLength(2);
  });

  it("asks for the same again over a new connection, and forgets who is gone then", async () => {
    show(
      long([
        ["OP-200", 200],
        ["OP-201", 201],
      ]),
    );
    for (const number of ["OP-200", "OP-201"]) fireEvent.keyDown(screen.getByTestId(`ticket-${number}`), { key: "x" });
    await wait();
    await answer();
    expect(looks()).toHaveLength(1);
    show(long());
    await wait();
    expect(looks().at(-1)).toEqual({ ...FRONTS, keep: ["id-OP-200", "id-OP-201"] });
    expect(looks()).toHaveLength(2);
    await answer(long([["OP-201", 200]], { version: 2 }));
    expect(screen.getByTestId("chosen-bar").textContent).toContain(unbroken("1 chosen: OP-201"));
    await wait();
    expect(looks().at(-1)?.keep).toEqual(["id-OP-201"]);
  });
});
