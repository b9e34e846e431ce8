/** What a citizen's page knows, as a pure function of what the server said. No browser here. */
import type { Ack, CitizenView, Problem } from "../../protocol";

export interface CitizenState {
  view: CitizenView | null;
  /** The ticket's version for which the person has pressed "enter the call": the view may lag behind the answer. */
  accepted: { version: number; epoch: number; slots: Record<string, string> } | null;
  problem: Problem | null;
  /** Set when the ticket changed to another department while the page was open. */
  moved: { from: string; to: string; why: string } | null;
}

export type CitizenEvent =
  | { type: "view"; view: CitizenView }
  | { type: "accepted"; version: number; ack: Ack }
  | { type: "answered"; ack: Ack }
  | { type: "dismiss"; what: "problem" | "moved" };

export const initial: CitizenState = { view: null, accepted: null, problem: null, moved: null };

export function reduce(state: CitizenState, event: CitizenEvent): CitizenState {
  switch (event.type) {
    case "view":
      return onView(state, event.view);
    case "accepted":
      return onAccepted(state, event.version, event.ack);
    case "answered":
      return event.ack.ok ? { ...state, problem: null } : { ...state, problem: event.ack.problem ?? null };
    case "dismiss":
      return { ...state, [event.what]: null };
  }
}

/** The last view is the truth, whatever its version: that is the queue's, and a move leads to another queue. */
function onView(state: CitizenState, view: CitizenView): CitizenState {
  const before = state.view;
  const caughtUp = state.accepted !== null && view.ticket.version > state.accepted.version;
  return {
    ...state,
    view,
    accepted: caughtUp ? null : state.accepted,
    moved: movedBetween(before, view) ?? state.moved,
    problem: before && before.ticket.state !== view.ticket.state ? null : state.problem,
  };
}

function movedBetween(before: CitizenView | null, view: CitizenView): CitizenState["moved"] {
  if (!before || before.ticket.department_slug === view.ticket.department_slug) return null;
  return { from: before.ticket.department, to: view.ticket.department, why: view.history.at(-1)?.text ?? "" };
}

function onAccepted(state: CitizenState, version: number, ack: Ack): CitizenState {
  if (!ack.ok) return { ...state, problem: ack.problem ?? null };
  // A view that already knows the call is the better source.
  if (!state.view || state.view.ticket.version > version) return { ...state, problem: null };
  const { epoch, slots } = (ack.result ?? {}) as { epoch?: number; slots?: Record<string, string> };
  if (epoch === undefined) return { ...state, problem: null };
  return { ...state, problem: null, accepted: { version, epoch, slots: slots ?? {} } };
}

export type Screen = "line" | "called" | "call" | "recording" | "served" | "absent" | "left" | "later";

/** Which screen the person sees. */
export function screenOf(state: CitizenState): Screen {
  if (state.accepted) return "call";
  switch (state.view?.ticket.state) {
    case "called":
      return "called";
    case "connecting":
    case "in_call":
    case "on_hold":
    case "reconnecting":
      return "call";
    case "wrap_up":
    case "outcome_pending":
      return "recording";
    case "served":
      return "served";
    case "absent":
    case "no_show":
      return "absent";
    case "left":
    case "cancelled":
      return "left";
    case "lapsed":
    case "carried_over":
      return "later";
    default:
      return "line";
  }
}

/** The epoch and slots of the call under way; `null` while there is none. Only then does anything go out or come in. */
export function liveCall(state: CitizenState): { epoch: number; slots: Readonly<Record<string, string>> } | null {
  if (state.accepted) return state.accepted;
  const view = state.view;
  if (!view?.call || screenOf(state) !== "call" || view.ticket.state === "on_hold") return null;
  return { epoch: view.call.epoch, slots: view.call.slots };
}

/** Whether camera or microphone should be open now: from the call on, and as the person chose. */
export function devicesWanted(state: CitizenState): "camera_and_microphone" | "microphone" | null {
  const screen = screenOf(state);
  const choice = state.view?.ticket.devices;
  if ((screen !== "called" && screen !== "call") || choice === "none") return null;
  return choice === "microphone" ? "microphone" : "camera_and_microphone";
}
