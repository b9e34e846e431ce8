/** What a citizen's page knows, as a pure function of what the server said. No browser here. */
import type { Ack, CallOut, CitizenView, LineNews, Problem, SecondOut } from "../../protocol";

/** What the person was last shown of their place: a worse one is never shown without saying why first. */
export interface Seen {
  /** Its public number and when it was taken: numbers begin again with each session. */
  ticket: string;
  department: string;
  place: number;
  /** When the newest entry of the history happened that was there then; empty when there was none. */
  told: string;
}

/** The ticket changed to another department; why, as the history tells it. */
export interface Moved {
  to: string;
  why: readonly string[];
}

/** The place got worse; why, as the history tells it. */
export interface Passed {
  from: number;
  to: number;
  why: readonly string[];
}

export interface CitizenState {
  view: CitizenView | null;
  /** The ticket's version for which the person has pressed "enter the call": the view may lag behind the answer. */
  accepted: { version: number; epoch: number; slots: Record<string, string> } | null;
  problem: Problem | null;
  moved: Moved | null;
  passed: Passed | null;
  seen: Seen | null;
}

export type CitizenEvent =
  | { type: "view"; view: CitizenView }
  | { type: "line"; news: LineNews }
  | { type: "accepted"; version: number; ack: Ack }
  | { type: "answered"; ack: Ack }
  | { type: "remembered"; seen: Seen }
  | { type: "dismiss"; what: "problem" | "moved" | "passed" };

export const initial: CitizenState = {
  view: null,
  accepted: null,
  problem: null,
  moved: null,
  passed: null,
  seen: null,
};

export function reduce(state: CitizenState, event: CitizenEvent): CitizenState {
  switch (event.type) {
    case "view":
      return onView(state, event.view);
    case "line":
      // Of the last view: the server sends one before any line.
      return state.view
        ? onView(state, {
            ...state.view,
            ...event.news,
            history: [...state.view.history, ...(event.news.history ?? [])],
          })
        : state;
    case "accepted":
      return onAccepted(state, event.version, event.ack);
    case "answered":
      return event.ack.ok ? { ...state, problem: null } : { ...state, problem: event.ack.problem ?? null };
    case "remembered":
      // What this page has been shown itself is newer.
      return state.seen ? state : { ...state, seen: event.seen };
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
    problem: before && before.ticket.state !== view.ticket.state ? null : state.problem,
    // Once out of the line, the call or its end says more than why a place had changed.
    ...(view.line ? inLine(state, view, view.line.place) : { moved: null, passed: null }),
  };
}

function inLine(
  state: CitizenState,
  view: CitizenView,
  place: number,
): Pick<CitizenState, "moved" | "passed" | "seen"> {
  const { ticket } = view;
  const told = view.history.at(-1)?.at ?? "";
  const seen = { ticket: `${ticket.number} ${ticket.joined_at}`, department: ticket.department_slug, place, told };
  const before = state.seen?.ticket === seen.ticket ? state.seen : null;
  if (!before) return { moved: null, passed: null, seen };
  const why = view.history.filter((entry) => isAfter(entry.at, before.told)).map((entry) => entry.text);
  if (before.department !== ticket.department_slug)
    return { moved: { to: ticket.department, why }, passed: null, seen };
  return { moved: state.moved, passed: passedSince(state.passed, before.place, place, why), seen };
}

/** While the person has not read why, further reasons are added; a place as good as the first one needs none any more. */
function passedSince(unread: Passed | null, before: number, place: number, why: readonly string[]): Passed | null {
  if (place > before) return { from: unread?.from ?? before, to: place, why: [...(unread?.why ?? []), ...why] };
  if (!unread || place <= unread.from) return null;
  return { ...unread, to: place };
}

function isAfter(at: string, other: string): boolean {
  return other === "" || Date.parse(at) > Date.parse(other);
}

function onAccepted(state: CitizenState, version: number, ack: Ack): CitizenState {
  // A view that already knows the call is the better source.
  if (!state.view || state.view.ticket.version > version) return { ...state, problem: null };
  const { epoch, slots } = (ack.result ?? {}) as { epoch?: number; slots?: Record<string, string> };
  if (epoch === undefined) return { ...state, problem: null };
  return { ...state, problem: null, accepted: { version, epoch, slots: slots ?? {} } };
}

export type Screen =
  | "booked"
  | "line"
  | "postponed"
  | "called"
  | "call"
  | "phone"
  | "recording"
  | "served"
  | "absent"
  | "no_show"
  | "left"
  | "later";

/** States in which whoever is attended by telephone talks, or is dialled. */
const BY_PHONE: ReadonlySet<string> = new Set(["called", "connecting", "in_call", "on_hold", "reconnecting"]);

/** Which screen the person sees. */
export function screenOf(state: CitizenState): Screen {
  if (state.accepted) return "call";
  const ticket = state.view?.ticket.state;
  if (state.view?.ticket.medium === "phone" && ticket && BY_PHONE.has(ticket)) return "phone";
  switch (ticket) {
    case "connecting":
    case "in_call":
    case "on_hold":
    case "reconnecting":
      return "call";
    case "wrap_up":
    case "outcome_pending":
      return "recording";
    case "left":
    case "cancelled":
      return "left";
    case "lapsed":
    case "carried_over":
      return "later";
    case "booked":
    case "called":
    case "postponed":
    case "served":
    case "absent":
    case "no_show":
      return ticket;
    default:
      return "line";
  }
}

/** Whether the ticket has come to its end, or waits for a moderator: nothing goes out or comes in any more. */
export function isOver(screen: Screen): boolean {
  return screen === "served" || screen === "left" || screen === "later" || screen === "no_show";
}

/** Who is in the call besides the director, in the order in which they came in. */
export function guestsOf(call: CallOut | null): readonly SecondOut[] {
  return call?.second ? [call.second, ...(call.further ?? [])] : []; // `further`: not of the version before this one
}

/** How many others the call has once all who may come in are in it: a page has their slots before they come. */
export function othersSoon(view: CitizenView | null): number {
  const { second, further = [], relative } = view?.call ?? {};
  return [true, second, ...further, relative, view?.knock].filter(Boolean).length;
}

/** The epoch and slots of the call under way; `null` while there is none. Only then does anything go out or come in. */
export function liveCall(state: CitizenState): { epoch: number; slots: Readonly<Record<string, string>> } | null {
  if (state.accepted) return state.accepted;
  const view = state.view;
  if (!view?.call || screenOf(state) !== "call") return null;
  if (view.ticket.state === "on_hold" || view.ticket.state === "reconnecting") return null;
  return { epoch: view.call.epoch, slots: view.call.slots };
}

/** Whether camera or microphone should be open now: from the call on, and as the person chose. */
export function devicesWanted(state: CitizenState): "camera_and_microphone" | "microphone" | null {
  const screen = screenOf(state);
  const choice = state.view?.ticket.devices;
  if ((screen !== "called" && screen !== "call") || choice === "none") return null;
  return choice === "microphone" || state.view?.ticket.data_mode === "voice" ? "microphone" : "camera_and_microphone";
}

/** Whether whoever leaves this line may take another number in it today. */
export function takesNumbers({ session, queue_state }: CitizenView): boolean {
  const admits = session.state === "lobby" || session.state === "open";
  return admits && (queue_state === "open" || queue_state === "paused");
}

/** Why no sound and picture can come: no WebRTC, all connections taken, failed attempts, or nothing came in a call for long. */
export type MediaTrouble = "unsupported" | "full" | "blocked" | "without";

/** Attempts after which a network counts as one that lets no media through. */
const BLOCKED_AFTER = 2;

/** What to warn of now, before a call by video and in it. `failed`: attempts in a row that led to no connection. */
export function mediaTroubleOf(
  state: CitizenState,
  media: { link: string; failed: number; full: boolean; without: boolean },
): MediaTrouble | null {
  const screen = screenOf(state);
  const before = screen === "line" || screen === "postponed" || screen === "called";
  if (!(before && state.view?.ticket.medium !== "phone") && liveCall(state) === null) return null;
  if (media.link === "unsupported") return "unsupported";
  if (!before) return media.without ? "without" : null;
  if (media.full) return "full";
  return media.failed >= BLOCKED_AFTER ? "blocked" : null;
}

export type Readiness = "asked" | "may_say" | "ready" | "far";

/** How the ready check stands: asked now, not asked but near enough to say it, said, or far from the front. */
export function readinessOf(view: CitizenView): Readiness {
  if (view.ticket.medium === "phone") return "far";
  if (view.ticket.ready) return "ready";
  if (view.ticket.state === "ready_check") return "asked";
  const near = view.line !== null && view.line.place <= NEAR && view.line.rooms_open > 0;
  return near && view.session.state === "open" ? "may_say" : "far";
}

/** Places from which people are asked whether they are ready. */
export const NEAR = 3;

/** Whether another matter can be brought up now: while the visit goes on and there is room for one more. */
export function mayBringMatter(state: CitizenState): boolean {
  const screen = screenOf(state);
  const goesOn =
    screen === "line" || screen === "postponed" || screen === "call" || screen === "phone" || screen === "recording";
  return goesOn && state.view?.ticket.state !== "outcome_pending" && (state.view?.matters_left ?? 0) > 0;
}

/** Whether a call may come soon, or is there: then what it needs is fetched. */
export function callIsNear(state: CitizenState): boolean {
  const screen = screenOf(state);
  if (screen === "called" || screen === "call") return true;
  const line = state.view?.line;
  return screen === "line" && line !== null && line !== undefined && line.place <= NEAR && line.rooms_open > 0;
}
