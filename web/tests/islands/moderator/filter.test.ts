import { describe, expect, it } from "vitest";
import { alerts, fresh } from "../../../src/islands/moderator/alerts";
import { ALL, filtered, isOn } from "../../../src/islands/moderator/filter";
import { board, boardQueue, boardRoom, boardTicket } from "../../fixtures";

const AT = Date.parse("2026-11-24T17:00:00Z");
const minutesAgo = (n: number) => new Date(AT - n * 60_000).toISOString();
const works = boardQueue("works", [], {
  department: "Obras Públicas",
  rooms: [boardRoom()],
  tickets: [
    boardTicket("OP-1", { topic: "Señales", joined_at: minutesAgo(31) }),
    boardTicket("OP-2", { connected: false, joined_at: minutesAgo(2) }),
    boardTicket("OP-3", { state: "in_call", joined_at: minutesAgo(90) }),
    boardTicket("OP-4", { state: "served", connected: false }),
    boardTicket("OP-5", { connected: false, medium: "phone", topic: "Baches", joined_at: minutesAgo(2) }),
  ],
});
const water = boardQueue("water", [], {
  tickets: [boardTicket("AG-1", { preferential: true, joined_at: minutesAgo(1) })],
});

const numbers = (text: string, only: (typeof ALL)["only"] = "") =>
  filtered([works, water], { text, only }, AT).flatMap((queue) => queue.tickets.map((ticket) => ticket.number));

describe("finding", () => {
  it("goes by number, topic and department, whatever the accents", () => {
    expect(numbers("op-2")).toEqual(["OP-2"]);
    expect(numbers("senales")).toEqual(["OP-1"]);
    expect(numbers(" PUBLICAS ")).toEqual(["OP-1", "OP-2", "OP-3", "OP-5"]);
    expect(numbers("nobody")).toEqual([]);
  });

  it("goes by what people have in common", () => {
    expect(numbers("", "long")).toEqual(["OP-1"]);
    expect(numbers("", "away")).toEqual(["OP-2"]);
    expect(numbers("", "preferential")).toEqual(["AG-1"]);
    expect(numbers("", "phone")).toEqual(["OP-5"]);
    expect(numbers("", "video")).toEqual(["OP-1", "OP-2", "OP-3", "AG-1"]);
    expect(numbers("op", "preferential")).toEqual([]);
  });

  it("shows all lines, also empty ones, when nothing is looked for", () => {
    const queues = [works, boardQueue("empty", [])];
    expect(isOn(ALL)).toBe(false);
    expect(filtered(queues, ALL, AT)).toBe(queues);
    expect(filtered(queues, { text: "OP", only: "" }, AT)).toHaveLength(1);
  });
});

describe("alerts", () => {
  const kinds = (queue: Parameters<typeof boardQueue>[2], at = AT) =>
    alerts(board(boardQueue("works", ["OP-1"], queue)), at).map((one) => one.kind);
  const soon = Date.parse("2026-11-24T16:30:00Z");

  it("tell that people wait and nobody attends, unless the line says so itself", () => {
    expect(kinds({ rooms: [] }, soon)).toEqual(["nobody_attends"]);
    expect(kinds({ rooms: [boardRoom()] }, soon)).toEqual([]);
    expect(kinds({ rooms: [boardRoom({ draining: true })] }, soon)).toEqual(["nobody_attends"]);
    expect(kinds({ rooms: [boardRoom({ state: "paused" })] }, soon)).toEqual(["nobody_attends"]);
    expect(kinds({ rooms: [], state: "paused" }, soon)).toEqual([]);
    expect(kinds({ rooms: [], tickets: [] }, soon)).toEqual([]);
  });

  it("say nothing of it in the lobby, where nobody is called yet, nor how long somebody waits", () => {
    const open = board(boardQueue("works", ["OP-1"], { rooms: [] }));
    for (const at of [soon, AT])
      expect(alerts({ ...open, session: { ...open.session, state: "lobby" } }, at)).toEqual([]);
  });

  it("tell of lost connections and of who waits too long", () => {
    expect(kinds({ rooms: [boardRoom({ connected: false, state: "in_call" })] }, soon)).toEqual([
      "room_lost",
      "nobody_attends",
    ]);
    expect(kinds({ rooms: [boardRoom({ connected: false, state: "closed" })] }, soon)).toEqual(["nobody_attends"]);
    const lost = [boardTicket("OP-9", { state: "reconnecting" })];
    expect(kinds({ rooms: [boardRoom()], tickets: lost }, soon)).toEqual(["cut_off"]);
    expect(kinds({ rooms: [boardRoom()] }, AT)).toEqual(["long_wait"]);
  });

  it("name the one who waits longest, and are new only once", () => {
    const tickets = [
      boardTicket("OP-2", { joined_at: minutesAgo(60) }),
      boardTicket("OP-1", { joined_at: minutesAgo(70) }),
    ];
    const before = alerts(board(boardQueue("works", [], { rooms: [boardRoom()], tickets })), AT);
    expect(before).toMatchObject([{ kind: "long_wait", who: "OP-1" }]);
    const next = alerts(board(boardQueue("works", [], { rooms: [boardRoom()], tickets: tickets.slice(0, 1) })), AT);
    expect(next).toMatchObject([{ who: "OP-2" }]);
    expect(fresh(before, next)).toEqual([]);
    const after = alerts(board(boardQueue("works", [], { rooms: [], tickets })), AT);
    expect(fresh(before, after).map((one) => one.kind)).toEqual(["nobody_attends"]);
    expect(fresh(after, after)).toEqual([]);
  });
});
