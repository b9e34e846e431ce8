/** What a moderator's board knows, as a pure function of what the server said. No browser here. */
import type {
  BoardQueueOut,
  BoardRoomOut,
  BoardTicketOut,
  BoardView,
  ConductEndingOut,
  InterpreterOut,
  MovePreview,
  Problem,
} from "../../protocol";
import { withQueue } from "./with_queue";

/** A ticket as the moderator saw it on opening the dialog: its version goes with the command. */
export interface SeenTicket {
  ticket_id: string;
  number: string;
  version: number;
  department_slug: string;
}

/** As many go in one command (audiencia/signaling/messages_in/). */
export const MOST_AT_ONCE = 100;

export interface MoverState {
  /** At least one. */
  tickets: readonly SeenTicket[];
  /** Where to; empty until it is chosen. */
  department: string;
  /** What it would lead to; `null` while that is asked for, `"unknown"` when it cannot be said now. */
  preview: MovePreview | "unknown" | null;
  problem: Problem | null;
}

/** As many of the last are kept to be undone. */
export const MOST_UNDOS = 5;

/** What can still be undone: until when on the server's clock, in milliseconds. */
export interface Undo {
  what: "move" | "first";
  id: string;
  /** What would be undone, in words. */
  said: string;
  until: number;
}

/** What a moderator is asked to confirm. Like the mover it keeps what was seen, so that nobody else's change is undone. */
export type Asked =
  | { what: "undo" | "cancel" | "first" | "back"; ticket: BoardTicketOut; queue: BoardQueueOut }
  | { what: "queue"; queue: BoardQueueOut }
  | { what: "served"; room: BoardRoomOut }
  | { what: "recall"; ticket: BoardTicketOut; queue: BoardQueueOut }
  | { what: "away"; room: BoardRoomOut; queue: BoardQueueOut }
  | { what: "offers"; queue: BoardQueueOut }
  | { what: "announce"; ticket?: BoardTicketOut; queue?: BoardQueueOut }
  | { what: "chat"; ticket: BoardTicketOut; queue: BoardQueueOut }
  | { what: "ticket"; ticket: BoardTicketOut; queue: BoardQueueOut }
  | { what: "review"; ending: ConductEndingOut }
  | { what: "extend"; closes_at: string };

export interface ModeratorState {
  board: BoardView | null;
  interpreters: readonly InterpreterOut[];
  /** Tickets that will be moved together. */
  chosen: readonly string[];
  mover: MoverState | null;
  asked: Asked | null;
  /** Why what was asked for last was refused. */
  problem: Problem | null;
  /** Counts the questions that were opened: the answer to an earlier one closes nothing. */
  question: number;
  /** The last result, read out by screen readers. */
  said: string;
  /** Whether that is a refusal. */
  bad: boolean;
  /** What can be undone, the newest first, at most `MOST_UNDOS`: other things that are done meanwhile leave it so. */
  undos: readonly Undo[];
  /** The tickets that were moved last: the focus goes after the first, because the rows that had it leave their line. */
  moved: readonly string[];
}

export type ModeratorEvent =
  | { type: "board"; board: BoardView }
  | { type: "queue"; queue: BoardQueueOut }
  /** The board shows all of these that are still on it, wherever they are. */
  | { type: "shown"; ticket_ids: readonly string[] }
  | { type: "interpreters"; interpreters: readonly InterpreterOut[] }
  | { type: "choose"; ticket_id: string }
  | { type: "choose_none" }
  | { type: "open"; ticket_ids: readonly string[]; department?: string }
  | { type: "target"; department: string }
  | { type: "preview"; mover: MoverState; preview: MovePreview | "unknown" }
  | { type: "ask"; asked: Asked }
  | { type: "close" }
  | { type: "answered"; question: number; answer: Answer }
  | Answer;

/** What a command led to. */
export type Answer =
  | { type: "refused"; problem: Problem }
  | { type: "moved"; undo: Undo }
  | { type: "done"; said: string; undo?: Undo; undone?: string };

export const initial: ModeratorState = {
  board: null,
  interpreters: [],
  chosen: [],
  mover: null,
  asked: null,
  problem: null,
  question: 0,
  said: "",
  bad: false,
  undos: [],
  moved: [],
};

export function reduce(state: ModeratorState, event: ModeratorEvent): ModeratorState {
  switch (event.type) {
    case "board":
      return onBoard({ ...state, board: event.board.queues.reduce(withQueue, event.board) });
    case "shown":
      return withoutGone(state, new Set(event.ticket_ids));
    case "queue":
      // Who is moved by somebody else may leave one line before coming into the other: nobody is forgotten here.
      return { ...state, board: state.board && withQueue(state.board, event.queue) };
    case "interpreters":
      return { ...state, interpreters: event.interpreters };
    case "choose":
      return { ...state, chosen: toggled(state.chosen, event.ticket_id) };
    case "choose_none":
      return { ...state, chosen: [] };
    case "open": {
      // Whoever is dropped where they are already stays there.
      const tickets = seenNow(state.board, event.ticket_ids).filter((one) => one.department_slug !== event.department);
      if (tickets.length === 0) return state;
      const mover = { tickets, department: event.department ?? "", preview: null, problem: null };
      return { ...state, mover, asked: null, problem: null, question: state.question + 1, said: "", moved: [] };
    }
    case "target":
      return { ...state, mover: state.mover && { ...state.mover, department: event.department, preview: null } };
    case "preview":
      // Something else may have been chosen while this was asked for.
      if (state.mover !== event.mover) return state;
      return { ...state, mover: { ...state.mover, preview: event.preview } };
    case "ask":
      return { ...state, asked: event.asked, mover: null, problem: null, question: state.question + 1, said: "" };
    case "close":
      return { ...state, mover: null, asked: null, problem: null };
    case "answered":
      return event.question === state.question ? reduce(state, event.answer) : late(state, event.answer);
    case "refused":
      return refused(state, event.problem);
    case "moved":
      return {
        ...state,
        mover: null,
        chosen: [],
        said: event.undo.said,
        bad: false,
        undos: withUndo(state.undos, event.undo),
        moved: state.mover?.tickets.map((one) => one.ticket_id) ?? [],
      };
    case "done":
      return {
        ...state,
        asked: null,
        problem: null,
        said: event.said,
        bad: false,
        undos: withUndo(
          state.undos.filter((one) => one.id !== event.undone),
          event.undo,
        ),
      };
  }
}

function withUndo(undos: readonly Undo[], newest?: Undo): readonly Undo[] {
  return newest ? [newest, ...undos].slice(0, MOST_UNDOS) : undos;
}

function refused(state: ModeratorState, problem: Problem): ModeratorState {
  if (state.mover) return { ...state, mover: { ...state.mover, problem } };
  return state.asked ? { ...state, problem } : { ...state, said: problem.message, bad: true };
}

/** Whoever opened another question meanwhile keeps it. */
function late(state: ModeratorState, answer: Answer): ModeratorState {
  const { mover, asked, problem } = state;
  return { ...reduce({ ...state, mover: null, asked: null }, answer), mover, asked, problem };
}

function toggled(chosen: readonly string[], ticketId: string): readonly string[] {
  if (chosen.includes(ticketId)) return chosen.filter((one) => one !== ticketId);
  return chosen.length < MOST_AT_ONCE ? [...chosen, ticketId] : chosen;
}

/** Of these, those who wait, as they are now. */
function seenNow(board: BoardView | null, ticketIds: readonly string[]): SeenTicket[] {
  return waitingOf(board, ticketIds).map(({ queue, ticket }) => ({
    ticket_id: ticket.ticket_id,
    number: ticket.number,
    version: ticket.version,
    department_slug: queue.department_slug,
  }));
}

/** Where each of these is who still waits. */
export function waitingOf(board: BoardView | null, ticketIds: readonly string[]): Found[] {
  return ticketIds.flatMap((id) => {
    const found = find(board, id);
    return found && movable(found.ticket) ? [found] : [];
  });
}

/** Of a long line a new board shows the front: who of those further back is gone is known when they are shown. */
function onBoard(state: ModeratorState): ModeratorState {
  const whole = state.board?.queues.every((queue) => queue.whole);
  return whole ? withoutGone(state, new Set(state.chosen)) : state;
}

/** Whoever of these was called or left while the board was not there is chosen no more. */
function withoutGone(state: ModeratorState, shown: ReadonlySet<string>): ModeratorState {
  const chosen = state.chosen.filter((id) => !shown.has(id) || waitingOf(state.board, [id]).length > 0);
  return chosen.length === state.chosen.length ? state : { ...state, chosen };
}

export interface Found {
  queue: BoardQueueOut;
  ticket: BoardTicketOut;
}

/** Where a ticket is now; `null` when it is on no line any more. */
export function find(board: BoardView | null, ticketId: string): Found | null {
  for (const queue of board?.queues ?? []) {
    const ticket = queue.tickets.find((each) => each.ticket_id === ticketId);
    if (ticket) return { queue, ticket };
  }
  return null;
}

/** Only those who wait can be moved. */
export function movable(ticket: BoardTicketOut): boolean {
  return ticket.state === "waiting" || ticket.state === "ready_check" || ticket.state === "postponed";
}

/** Tickets that came to their end are on no line any more, though somebody may still look at their page. */
export function isOver(ticket: BoardTicketOut): boolean {
  return OVER.has(ticket.state);
}

const OVER: ReadonlySet<string> = new Set(["served", "left", "cancelled", "lapsed", "carried_over"]);

/** Those who wait, and those who did not answer once, can be ended by a moderator. */
export function cancellable(ticket: BoardTicketOut): boolean {
  return movable(ticket) || ticket.state === "absent" || ticket.state === "booked";
}

/** Whom a moderator can write to: nobody attends them yet. */
export function helpable(ticket: BoardTicketOut): boolean {
  return (cancellable(ticket) && ticket.state !== "booked") || ticket.state === "called";
}

/** Who is being called, and who did not answer once, can be put back into the line. */
export function returnable(ticket: BoardTicketOut): boolean {
  return ticket.state === "called" || ticket.state === "absent";
}

export type QueueAction = "open" | "pause" | "resume" | "drain";

/** What can be done with a line in its present state. */
export function actionsOf(queue: BoardQueueOut): readonly QueueAction[] {
  switch (queue.state) {
    case "open":
      return ["pause", "drain"];
    case "paused":
      return ["resume", "pause", "drain"];
    case "draining":
    case "closed":
      return ["open"];
  }
}

/** How many of these lines nobody has called yet. */
export function waitingInAll(queues: readonly BoardQueueOut[]): number {
  return queues.reduce((sum, queue) => sum + queue.waiting, 0);
}

export type Direction = "up" | "down" | "left" | "right";

/** The ticket to which an arrow key leads: within a line up and down, to the neighbouring lines left and right. */
export function neighbour(queues: readonly BoardQueueOut[], ticketId: string, direction: Direction): string | null {
  const columns = queues.map((queue) => queue.tickets.filter(movable)).filter((column) => column.length > 0);
  const x = columns.findIndex((column) => column.some((ticket) => ticket.ticket_id === ticketId));
  const y = columns[x]?.findIndex((ticket) => ticket.ticket_id === ticketId) ?? -1;
  if (x < 0 || y < 0) return null;
  const column = direction === "left" ? columns[x - 1] : direction === "right" ? columns[x + 1] : columns[x];
  if (!column) return null;
  const row = direction === "up" ? y - 1 : direction === "down" ? y + 1 : Math.min(y, column.length - 1);
  return column[row]?.ticket_id ?? null;
}

/** Whether this one should be on the page and is not: whoever is attended by telephone needs none. */
export function isAway(ticket: BoardTicketOut): boolean {
  return !ticket.connected && ticket.medium !== "phone";
}
