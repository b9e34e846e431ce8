import { beforeEach, expect, it } from "vitest";
import { alerts, severityOf } from "../../../src/islands/moderator/alerts";
import { parted } from "../../../src/islands/moderator/lines";
import { marksOf } from "../../../src/islands/moderator/marks";
import { byUse, noteUsed, readUsed } from "../../../src/islands/moderator/used";
import { board, boardQueue, boardTicket } from "../../fixtures";

beforeEach(() => localStorage.clear());

const slugs = (queues: readonly { department_slug: string }[]) => queues.map((one) => one.department_slug);

it("makes columns of lines in which somebody waits, is attended, did not answer or was asked, and rows of the others", () => {
  const offers = { asked: 1, open: 1, wait: 0, department: 0, next_session: 0, telephone: 0 };
  const queues = [
    boardQueue("empty", []),
    boardQueue("waits", ["OP-1"]),
    boardQueue("came_late", [], { tickets: [boardTicket("AG-1", { state: "no_show" })] }),
    boardQueue("absent", [], { tickets: [boardTicket("AG-2", { state: "absent" })] }),
    boardQueue("talks", [], { tickets: [boardTicket("AG-3", { state: "in_call" })] }),
    boardQueue("asked", [], { offers }),
  ];
  const { busy, quiet } = parted(queues, false);
  expect(slugs(busy)).toEqual(["waits", "absent", "talks", "asked"]);
  expect(slugs(quiet)).toEqual(["empty", "came_late"]);
  expect(slugs(parted(queues, true).busy)).toHaveLength(queues.length);
});

it("offers the most used departments first, and the others in the order of the board", () => {
  for (const slug of ["water", "parks", "water"]) noteUsed(slug);
  const queues = ["works", "parks", "water", "tax"].map((slug) => boardQueue(slug, []));
  expect(slugs(byUse(queues, readUsed()))).toEqual(["water", "parks", "works", "tax"]);
});

it("takes whatever another program kept for nothing used", () => {
  for (const kept of ["null", "7", "{not json", '{"water":"often"}']) {
    localStorage.setItem("audiencia.move-targets", kept);
    expect(slugs(byUse([boardQueue("works", []), boardQueue("water", [])], readUsed()))).toEqual(["works", "water"]);
  }
});

it("counts what keeps people from being attended as serious, and a message as minor", () => {
  const queue = boardQueue("works", [], { tickets: [boardTicket("OP-1", { unread: 1 })] });
  const found = alerts(board(queue), Date.parse("2026-11-24T16:13:00Z"));
  expect(found.map((one) => [one.kind, severityOf(one)])).toEqual([
    ["wrote", "minor"],
    ["nobody_attends", "serious"],
  ]);
});

it("says of a ticket what distinguishes it, a cry for help first", () => {
  const plain = marksOf(boardTicket("OP-1"), false);
  expect(plain).toEqual([]);
  const marks = marksOf(boardTicket("OP-1", { preferential: true, ready: true, connected: false }), true);
  expect(marks.map((one) => one.text)).toEqual([
    "Asks for help",
    "Preferential attention",
    "Ready",
    "Not connected now",
  ]);
});
