/** What a moderator should look at now, as a pure function of the board. */
import type { BoardQueueOut, BoardRoomOut, BoardView } from "../../protocol";

export interface Alert {
  /** The same as long as the same goes on. */
  key: string;
  kind: "nobody_attends" | "long_wait" | "room_lost" | "cut_off" | "wrote";
  department: string;
  department_slug: string;
  /** A number or a director, where it is about one. */
  who: string;
  /** Since when, where that is known: the one who waits longest, or the cut-off. */
  since: string | null;
}

/** What stops people from being attended comes before what can wait a moment. */
export type Severity = "serious" | "minor";

export function severityOf({ kind }: Alert): Severity {
  return kind === "wrote" || kind === "long_wait" ? "minor" : "serious";
}

/** Longer than half of those who were attended in a jornada have ever waited. */
export const TOO_LONG_MINUTES = 45;
const ATTENDS: ReadonlySet<BoardRoomOut["state"]> = new Set(["available", "reserved", "in_call", "on_hold", "wrap_up"]);

/** All of them, the most urgent kinds first. `at`: now, in milliseconds. */
export function alerts(board: BoardView, at: number): Alert[] {
  // In the lobby nobody is called yet.
  const calling = board.session.state === "lobby" ? [] : board.queues;
  return [
    ...board.queues.flatMap(cutOff),
    ...board.queues.flatMap(wrote),
    ...board.queues.flatMap(lostRooms),
    ...calling.flatMap(unattended),
    ...calling.flatMap((queue) => longWait(queue, at)),
  ];
}

function about(queue: BoardQueueOut, kind: Alert["kind"], who: string, since: string | null): Alert {
  const { department, department_slug } = queue;
  // That people wait too long in a line is one matter, whoever of them is the first just now.
  return {
    key: `${kind} ${department_slug} ${kind === "long_wait" ? "" : who}`,
    kind,
    department,
    department_slug,
    who,
    since,
  };
}

/** People wait, and no room of the line is there. A line on a break or closed has said so itself. */
function unattended(queue: BoardQueueOut): Alert[] {
  if (queue.state !== "open" && queue.state !== "draining") return [];
  const attended = queue.rooms.some((room) => ATTENDS.has(room.state) && room.connected && !room.draining);
  return !attended && queue.waiting > 0 ? [about(queue, "nobody_attends", "", null)] : [];
}

/** The one of the line who waits longest, when that is too long. */
function longWait(queue: BoardQueueOut, at: number): Alert[] {
  const first = queue.longest;
  const long = first && at - Date.parse(first.joined_at) > TOO_LONG_MINUTES * 60_000;
  return long ? [about(queue, "long_wait", first.number, first.joined_at)] : [];
}

/** A room that is open, and whose director is gone from the page. */
function lostRooms(queue: BoardQueueOut): Alert[] {
  const lost = queue.rooms.filter((room) => room.state !== "closed" && !room.connected);
  return lost.map((room) => about(queue, "room_lost", room.director, null));
}

function cutOff(queue: BoardQueueOut): Alert[] {
  const lost = queue.tickets.filter((ticket) => ticket.state === "reconnecting");
  return lost.map((ticket) => about(queue, "cut_off", ticket.number, null));
}

/** Somebody answered a moderator, and nobody has read it. Each further message is a matter of its own: it sounds. */
function wrote(queue: BoardQueueOut): Alert[] {
  const unread = queue.tickets.filter((ticket) => ticket.unread > 0);
  return unread.map((ticket) => {
    const alert = about(queue, "wrote", ticket.number, null);
    return { ...alert, key: `${alert.key} ${ticket.unread}` };
  });
}

/** Those of `after` that were not there before: these sound. */
export function fresh(before: readonly Alert[], after: readonly Alert[]): Alert[] {
  const known = new Set(before.map((one) => one.key));
  return after.filter((one) => !known.has(one.key));
}
