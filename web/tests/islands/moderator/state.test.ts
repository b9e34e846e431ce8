import { describe, expect, it } from "vitest";
import {
  type Answer,
  actionsOf,
  cancellable,
  find,
  initial,
  MOST_AT_ONCE,
  MOST_UNDOS,
  movable,
  neighbour,
  reduce,
} from "../../../src/islands/moderator/state";
import { board, boardQueue, boardTicket } from "../../fixtures";

const BOARD = board(
  boardQueue("works", ["OP-1", "OP-2", "OP-3"]),
  boardQueue("empty", []),
  boardQueue("water", ["AG-1"]),
);
const shown = reduce(initial, { type: "board", board: BOARD });

describe("the board", () => {
  it("takes a queue's newer version and leaves the others", () => {
    const newer = reduce(shown, { type: "queue", queue: boardQueue("water", ["AG-1", "AG-2"], { version: 2 }) });
    expect(newer.board?.queues[2]?.tickets).toHaveLength(2);
    expect(newer.board?.queues[0]).toBe(BOARD.queues[0]);
    const older = reduce(newer, { type: "queue", queue: boardQueue("water", [], { version: 1 }) });
    expect(older.board?.queues[2]?.tickets).toHaveLength(2);
  });

  it("shows a ticket once that moved between the readings of two queues", () => {
    const read = board(
      boardQueue("works", [], { tickets: [boardTicket("OP-1")] }),
      boardQueue("water", [], { tickets: [boardTicket("OP-1", { version: 2 })] }),
    );
    const { board: held } = reduce(initial, { type: "board", board: read });
    expect(held?.queues.map((queue) => queue.tickets.length)).toEqual([0, 1]);
  });

  it("finds a ticket wherever it is", () => {
    expect(find(BOARD, "id-AG-1")?.queue.department_slug).toBe("water");
    expect(find(BOARD, "id-XX")).toBeNull();
  });

  it("leads by arrow keys within a line and over empty lines to the next", () => {
    expect(neighbour(BOARD.queues, "id-OP-2", "down")).toBe("id-OP-3");
    expect(neighbour(BOARD.queues, "id-OP-1", "up")).toBeNull();
    expect(neighbour(BOARD.queues, "id-OP-3", "right")).toBe("id-AG-1");
    expect(neighbour(BOARD.queues, "id-AG-1", "right")).toBeNull();
  });
});

describe("asking", () => {
  const works = BOARD.queues[0] as (typeof BOARD.queues)[0];
  const asked = { what: "queue", queue: works } as const;
  const problem = { code: "stale_version", message: "Somebody else changed this" } as const;

  it("keeps what was seen while the board goes on, and the refusal beside it", () => {
    const open = reduce(shown, { type: "ask", asked });
    const newer = reduce(open, { type: "queue", queue: { ...works, version: 2, state_version: 10 } });
    const refused = reduce(newer, { type: "refused", problem });
    expect(refused.asked).toEqual(asked);
    expect(refused.problem?.code).toBe("stale_version");
    expect(reduce(refused, { type: "close" })).toMatchObject({ asked: null, problem: null });
  });

  it("that was done closes the question and is said", () => {
    const open = reduce(shown, { type: "ask", asked });
    expect(reduce(open, { type: "done", said: "Done" })).toMatchObject({ asked: null, said: "Done" });
  });

  it("leaves a question open that was opened while an earlier command was answered", () => {
    const earlier = reduce(shown, { type: "ask", asked: { what: "extend", closes_at: "20:00" } });
    const open = reduce(earlier, { type: "ask", asked });
    const late = (answer: Answer) => reduce(open, { type: "answered", question: earlier.question, answer });
    expect(late({ type: "done", said: "Done" })).toMatchObject({ asked, said: "Done" });
    expect(late({ type: "refused", problem })).toMatchObject({
      asked,
      problem: null,
      said: problem.message,
      bad: true,
    });
    const moving = reduce(earlier, { type: "open", ticket_ids: ["id-OP-1"] });
    const done = { type: "answered", question: earlier.question, answer: { type: "done", said: "Done" } } as const;
    expect(reduce(moving, done).mover).toBe(moving.mover);
    expect(reduce(open, { ...done, question: open.question })).toMatchObject({ asked: null, said: "Done" });
  });

  it("tells a refusal on the board when nothing is open", () => {
    expect(reduce(shown, { type: "refused", problem }).said).toBe("Somebody else changed this");
  });

  it("offers what the line's state allows", () => {
    const of = (state: "open" | "paused" | "draining" | "closed") => actionsOf({ ...works, state });
    expect(of("open")).toEqual(["pause", "drain"]);
    expect(of("paused")).toEqual(["resume", "pause", "drain"]);
    expect(of("draining")).toEqual(["open"]);
    expect(of("closed")).toEqual(["open"]);
  });

  it("counts who waits, and ends only whoever has not been attended", () => {
    const tickets = [
      boardTicket("OP-1"),
      boardTicket("OP-2", { state: "in_call" }),
      boardTicket("OP-3", { state: "postponed" }),
      boardTicket("OP-4", { state: "absent" }),
    ];
    expect(tickets.map(movable)).toEqual([true, false, true, false]);
    expect(tickets.map(cancellable)).toEqual([true, false, true, true]);
  });

  it("knows the interpreters", () => {
    const one = { code: "lsm", name: "Interpreter", helps_with: "Sign language", present: true, busy: false };
    expect(reduce(shown, { type: "interpreters", interpreters: [one] }).interpreters).toEqual([one]);
  });
});

describe("moving", () => {
  it("begins with the version that was seen, and only for those who wait", () => {
    const open = reduce(shown, { type: "open", ticket_ids: ["id-OP-1"] });
    expect(open.mover?.tickets).toEqual([
      { ticket_id: "id-OP-1", number: "OP-1", version: 1, department_slug: "works" },
    ]);
    expect(movable(boardTicket("OP-1", { state: "in_call" }))).toBe(false);
    expect(reduce(shown, { type: "open", ticket_ids: ["id-none"] }).mover).toBeNull();
  });

  it("that is refused keeps the dialog with the problem; deciding again takes the new version", () => {
    const open = reduce(shown, { type: "open", ticket_ids: ["id-OP-1"] });
    const problem = { code: "ticket_moved", message: "Moved" } as const;
    const refused = reduce(open, { type: "refused", problem });
    expect(refused.mover?.problem?.code).toBe("ticket_moved");
    const moved = boardQueue("works", [], { version: 2, tickets: [boardTicket("OP-1", { version: 4 })] });
    const again = reduce(reduce(refused, { type: "queue", queue: moved }), { type: "open", ticket_ids: ["id-OP-1"] });
    expect(again.mover).toMatchObject({ problem: null, tickets: [{ version: 4 }] });
  });

  it("that succeeded closes the dialog and is said", () => {
    const open = reduce(shown, { type: "open", ticket_ids: ["id-OP-1"] });
    const undo = { what: "move", id: "m", said: "Done", until: 60_000 } as const;
    const moved = reduce(open, { type: "moved", undo });
    expect(moved).toMatchObject({ mover: null, said: "Done", undos: [undo], moved: ["id-OP-1"] });
    expect(reduce(moved, { type: "done", said: "Else" })).toMatchObject({ said: "Else", undos: [undo] });
    const late = reduce(moved, { type: "refused", problem: { code: "undo_too_late", message: "Too late" } });
    expect(late).toMatchObject({ said: "Too late", bad: true, undos: [undo] });
    expect(reduce(moved, { type: "done", said: "Undone", undone: "m" })).toMatchObject({ undos: [], bad: false });
  });

  it("can be undone after others that were done since, as many as are kept", () => {
    const undo = (id: string) => ({ what: "move", id, said: id, until: 60_000 }) as const;
    const ids = Array.from({ length: MOST_UNDOS + 1 }, (_, at) => `m-${at}`);
    const all = ids.reduce((state, id) => reduce(state, { type: "moved", undo: undo(id) }), shown);
    expect(all.undos.map((one) => one.id)).toEqual(ids.slice(1).reverse());
    const first = reduce(all, { type: "done", said: "First", undo: { ...undo("f"), what: "first" } });
    const undone = reduce(first, { type: "done", said: "Undone", undone: "m-4" });
    expect(undone.undos.map((one) => one.id)).toEqual(["f", "m-5", "m-3", "m-2"]);
  });

  it("takes several along, and of them those who wait when it is asked where to", () => {
    const choose = (state: typeof shown, ticket_id: string) => reduce(state, { type: "choose", ticket_id });
    const three = ["id-OP-1", "id-OP-3", "id-AG-1"].reduce(choose, shown);
    expect(choose(three, "id-OP-3").chosen).toEqual(["id-OP-1", "id-AG-1"]);
    const called = boardQueue("works", [], {
      version: 2,
      tickets: [boardTicket("OP-1", { state: "called" }), boardTicket("OP-3")],
    });
    const left = reduce(three, { type: "queue", queue: called });
    const open = reduce(left, { type: "open", ticket_ids: left.chosen });
    expect(open.mover?.tickets.map((one) => one.number)).toEqual(["OP-3", "AG-1"]);
    const undo = { what: "move", id: "m", said: "", until: 1 } as const;
    expect(reduce(open, { type: "moved", undo }).chosen).toEqual([]);
  });

  it("keeps somebody chosen whom another one moves, and forgets after a new board whoever is gone", () => {
    const chosen = reduce(shown, { type: "choose", ticket_id: "id-OP-1" });
    const left = reduce(chosen, { type: "queue", queue: boardQueue("works", ["OP-2"], { version: 2 }) });
    const came = reduce(left, { type: "queue", queue: boardQueue("water", ["AG-1", "OP-1"], { version: 2 }) });
    expect(came.chosen).toEqual(["id-OP-1"]);
    expect(reduce(left, { type: "board", board: board(boardQueue("water", ["AG-1"])) }).chosen).toEqual([]);
  });

  it("takes no more along than go in one command", () => {
    const all = Array.from({ length: MOST_AT_ONCE + 1 }, (_, at) => `id-${at}`);
    const choose = (state: typeof shown, ticket_id: string) => reduce(state, { type: "choose", ticket_id });
    expect(all.reduce(choose, shown).chosen).toHaveLength(MOST_AT_ONCE);
  });

  it("leaves whoever is dropped on the own line where they are", () => {
    const drop = (ticket_ids: string[]) => reduce(shown, { type: "open", ticket_ids, department: "water" });
    expect(drop(["id-AG-1"]).mover).toBeNull();
    expect(drop(["id-AG-1", "id-OP-1"]).mover).toMatchObject({ department: "water", tickets: [{ number: "OP-1" }] });
  });

  it("shows the preview of what is chosen now, and no other", () => {
    const preview = { seats: [], passed: 0, nearer: 0, known: true };
    const open = reduce(shown, { type: "open", ticket_ids: ["id-OP-1"] });
    const water = reduce(open, { type: "target", department: "water" });
    const asked = water.mover as NonNullable<typeof water.mover>;
    const seen = reduce(water, { type: "preview", mover: asked, preview });
    expect(seen.mover?.preview).toEqual(preview);
    const other = reduce(seen, { type: "target", department: "empty" });
    expect(other.mover?.preview).toBeNull();
    expect(reduce(other, { type: "preview", mover: asked, preview }).mover?.preview).toBeNull();
  });
});
