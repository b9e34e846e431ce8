import { describe, expect, it } from "vitest";
import { withQueue } from "../../../src/islands/moderator/with_queue";
import { board, boardQueue, boardTicket } from "../../fixtures";

const moved = (version: number) => boardTicket("OP-1", { version });
const works = boardQueue("works", [], { tickets: [moved(1), boardTicket("OP-2")] });
const water = boardQueue("water", ["AG-1"]);
const BOARD = board(works, water);

function shown(of: typeof BOARD): string[][] {
  return of.queues.map((queue) => queue.tickets.map((ticket) => ticket.number));
}

describe("a ticket that moves", () => {
  const arrived = boardQueue("water", [], { version: 2, tickets: [boardTicket("AG-1"), moved(2)] });

  it("leaves its line as soon as the other is told of", () => {
    expect(shown(withQueue(BOARD, arrived))).toEqual([["OP-2"], ["AG-1", "OP-1"]]);
  });

  it("does not come back by what was read of its line before", () => {
    const late = { ...works, version: 5 };
    expect(shown(withQueue(withQueue(BOARD, arrived), late))).toEqual([["OP-2"], ["AG-1", "OP-1"]]);
  });

  it("leaves the other lines as they were", () => {
    const newer = boardQueue("water", ["AG-1", "AG-2"], { version: 2 });
    expect(withQueue(BOARD, newer).queues[0]).toBe(works);
  });
});
