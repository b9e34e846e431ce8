/** Which numbers of the board are shown, as pure functions. The server finds by the same (audiencia/signaling/views/board_window.py). */
import type { BoardQueueOut, BoardTicketOut } from "../../protocol";
import { isAway, isOver, movable } from "./state";

export type Only = "" | "long" | "away" | "preferential" | "absent" | "phone" | "counter" | "video";

export interface Filter {
  /** Part of a number, a topic or a department; small letters and accents do not matter. */
  text: string;
  only: Only;
}

export const ALL: Filter = { text: "", only: "" };
/** Whoever waits longer than this has waited long. */
export const LONG_MINUTES = 30;

export function isOn(filter: Filter): boolean {
  return filter.text.trim() !== "" || filter.only !== "";
}

/** Small letters without accents. */
export function plain(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{Mn}/gu, "")
    .toLowerCase()
    .trim();
}

/** Whether this one is shown. `at`: now, in milliseconds. */
export function shows(filter: Filter, queue: BoardQueueOut, ticket: BoardTicketOut, at: number): boolean {
  const wanted = plain(filter.text);
  const said = [ticket.number, ticket.topic, queue.department].map(plain);
  return (wanted === "" || said.some((one) => one.includes(wanted))) && matches(filter.only, ticket, at);
}

function matches(only: Only, ticket: BoardTicketOut, at: number): boolean {
  switch (only) {
    case "long":
      return movable(ticket) && at - Date.parse(ticket.joined_at) > LONG_MINUTES * 60_000;
    case "away":
      return isAway(ticket);
    case "preferential":
      return ticket.preferential;
    case "absent":
      return ticket.state === "absent" || ticket.state === "no_show";
    case "phone":
    case "counter":
    case "video":
      return ticket.medium === only;
    default:
      return true;
  }
}

function of(queue: BoardQueueOut, filter: Filter, at: number): BoardTicketOut[] {
  return queue.tickets.filter((ticket) => !isOver(ticket) && shows(filter, queue, ticket, at));
}

/** How many are looked for: in lines of which only a part is here, as the server counts them. */
export function foundIn(queues: readonly BoardQueueOut[], filter: Filter, at: number): number {
  const counts = queues.map((queue) => (queue.whole ? of(queue, filter, at).length : queue.found));
  return counts.reduce((sum, count) => sum + count, 0);
}

/** The lines with those who are shown of them; lines without any are left out, unless all is shown. */
export function filtered(queues: readonly BoardQueueOut[], filter: Filter, at: number): readonly BoardQueueOut[] {
  if (!isOn(filter)) return queues;
  return queues.flatMap((queue) => {
    const tickets = of(queue, filter, at);
    return tickets.length > 0 ? [{ ...queue, tickets }] : [];
  });
}
