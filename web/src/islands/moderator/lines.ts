/** Which lines of the board are columns and which are one row each, as pure functions. */
import type { BoardQueueOut, BoardTicketOut } from "../../protocol";

const UNDER_WAY: ReadonlySet<BoardTicketOut["state"]> = new Set([
  "called",
  "connecting",
  "in_call",
  "on_hold",
  "reconnecting",
  "wrap_up",
  "absent",
]);

/** Somebody waits, is attended, was called or did not answer, or was asked how to go on. */
export function isBusy(queue: BoardQueueOut): boolean {
  return queue.waiting > 0 || queue.offers !== null || queue.tickets.some((one) => UNDER_WAY.has(one.state));
}

export interface Parted {
  busy: readonly BoardQueueOut[];
  quiet: readonly BoardQueueOut[];
}

/** Each in the order of the board. `searched`: these lines have somebody who is looked for, so all of them are columns. */
export function parted(queues: readonly BoardQueueOut[], searched: boolean): Parted {
  if (searched) return { busy: queues, quiet: [] };
  return { busy: queues.filter(isBusy), quiet: queues.filter((queue) => !isBusy(queue)) };
}
