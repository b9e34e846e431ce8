import type { BoardQueueOut, BoardTicketOut, BoardView } from "../../protocol";

/** The board with a queue's newer view; a late one changes nothing.
 *
 * Each queue is read and told by itself, so that of a move one queue is told before the other: a ticket that two queues
 * show stands where its version is higher.
 */
export function withQueue(board: BoardView, queue: BoardQueueOut): BoardView {
  const before = board.queues.find((one) => one.department_slug === queue.department_slug);
  if (!before || queue.version < before.version) return board;
  const others = board.queues.filter((one) => one !== before);
  const elsewhere = versions(others.flatMap((one) => one.tickets));
  const here = versions(queue.tickets);
  return {
    ...board,
    queues: board.queues.map((one) => (one === before ? without(queue, elsewhere) : without(one, here))),
  };
}

type Versions = ReadonlyMap<string, number>;

function versions(tickets: readonly BoardTicketOut[]): Versions {
  return new Map(tickets.map((ticket) => [ticket.ticket_id, ticket.version]));
}

/** Without the tickets that have a newer version elsewhere; the same object where there are none, so that it is not drawn anew. */
function without(queue: BoardQueueOut, elsewhere: Versions): BoardQueueOut {
  const left = queue.tickets.filter((ticket) => (elsewhere.get(ticket.ticket_id) ?? 0) <= ticket.version);
  return left.length === queue.tickets.length ? queue : { ...queue, tickets: left };
}
