/** What a director's console knows, as a pure function of what the server said. No browser here. */
import type { Ack, AssistOut, DirectorView, DispositionOut, GuestOut, Problem, TargetOut } from "../../protocol";

export interface DirectorState {
  view: DirectorView | null;
  problem: Problem | null;
}

export type DirectorEvent = { type: "view"; view: DirectorView } | { type: "answered"; ack: Ack } | { type: "dismiss" };

export const initial: DirectorState = { view: null, problem: null };

export function reduce(state: DirectorState, event: DirectorEvent): DirectorState {
  switch (event.type) {
    case "view":
      // The last view is the truth, whatever its version.
      return {
        view: event.view,
        problem: state.view && state.view.room.state !== event.view.room.state ? null : state.problem,
      };
    case "answered":
      return { ...state, problem: event.ack.ok ? null : (event.ack.problem ?? null) };
    case "dismiss":
      return { ...state, problem: null };
  }
}

export type Phase =
  | "closed"
  | "available"
  | "reserved"
  | "in_call"
  | "on_hold"
  | "reconnecting"
  | "assisting"
  | "wrap_up"
  | "paused"
  | "draining"
  | "disconnected";

/** Which main panel the console shows: the room's state, and whether the citizen of the call was cut off. */
export function phaseOf(view: DirectorView): Phase {
  const { state } = view.room;
  const calls = state === "in_call" || state === "on_hold";
  return calls && view.current?.state === "reconnecting" ? "reconnecting" : state;
}

/** Phases of a call of this room, from the answer to its end. */
export function isCall(phase: Phase): boolean {
  return phase === "in_call" || phase === "on_hold" || phase === "reconnecting";
}

/** Whether this stage is large: there is somebody to see. */
export function hasStage(view: DirectorView): boolean {
  const phase = phaseOf(view);
  return phase === "assisting" || (isCall(phase) && !isByPhone(view));
}

/** Whether the person of this room is attended by telephone: nothing of it goes through this page. */
export function isByPhone(view: DirectorView): boolean {
  return view.current?.medium === "phone";
}

/** Whether the telephone can be used instead of the page, now. */
export function canDial(view: DirectorView): boolean {
  const phase = phaseOf(view);
  const possible = phase === "reserved" || phase === "in_call" || phase === "reconnecting";
  return possible && !isByPhone(view) && (view.current?.has_phone ?? false);
}

/** The epoch and slots of the call under way; `null` while there is none: then nothing goes out, comes in, or is seen. */
export function liveCall(view: DirectorView | null): { epoch: number; slots: Readonly<Record<string, string>> } | null {
  if (!view) return null;
  const phase = phaseOf(view);
  if (phase === "assisting" && view.assist?.joined) return { epoch: view.assist.epoch, slots: view.assist.slots };
  return phase === "in_call" && !isByPhone(view) ? { epoch: view.room.epoch, slots: view.room.slots } : null;
}

/** The others in the call besides the citizen: of a guest the host first, then who else came in, in that order. */
export function othersOf({ assist, further }: DirectorView): readonly (AssistOut | GuestOut)[] {
  return [...(assist ? [assist] : []), ...(further ?? [])].filter((one) => one.joined);
}

/** How many others the call has once all who were asked are in it: a page has their slots before they come. */
export function othersSoon({ assist, further, knock, relative }: DirectorView): number {
  return [true, assist, ...(further ?? []), knock, relative].filter(Boolean).length;
}

/** Whether what a director said about the one still holds for the other: the same phase, person and others in the call, or fewer. */
export function isSame(before: DirectorView, now: DirectorView | null): boolean {
  if (!now || phaseOf(now) !== phaseOf(before) || now.current?.ticket_id !== before.current?.ticket_id) return false;
  const known = new Set(guestsOf(before).map((one) => one.assist_id));
  if (before.assist?.role === "guest" || now.assist?.role === "guest")
    return before.assist?.role === now.assist?.role && before.assist?.assist_id === now.assist?.assist_id;
  return guestsOf(now).every((one) => known.has(one.assist_id));
}

/**
 * Whom a host has in the own call or asked into it, in the order in which they came in. A web process of the version before this one, as
 * there is during an upgrade, tells of no `further`.
 */
export function guestsOf({ assist, further }: DirectorView): readonly (AssistOut | GuestOut)[] {
  return assist?.role === "host" ? [assist, ...(further ?? [])] : [];
}

/** Guests that fit into a call beside the citizen and its director. */
const MOST_GUESTS = 4;

/**
 * Whether the own picture goes to the media worker already, which passes it on to nobody before the call: somebody called it who
 * waits for the answer, and an encoder that works needs no time to begin. The sound waits for the call.
 */
export function isReady(view: DirectorView | null): boolean {
  return view !== null && phaseOf(view) === "reserved" && !isByPhone(view);
}

/** Whether "call the next" is possible now. */
export function canCallNext(view: DirectorView | null): boolean {
  return view?.room.state === "available" && view.waiting_total > 0;
}

/** Whether the room can be told to close once its present person is gone. */
export function canDrain(view: DirectorView): boolean {
  const { state, draining } = view.room;
  return !draining && (isCall(phaseOf(view)) || state === "reserved" || state === "wrap_up" || state === "assisting");
}

/** Whether the person of this room can be handed to another department now. */
export function canTransfer(view: DirectorView): boolean {
  const phase = phaseOf(view);
  return view.current !== null && (phase === "in_call" || phase === "on_hold" || phase === "wrap_up");
}

/** Whether the citizen would be let into that line. */
export function takesPeople(target: TargetOut): boolean {
  return target.state === "open" || target.state === "paused";
}

/**
 * Whether a director from there can be asked into the call: only into a call in which all are heard.
 *
 * How many are free there changes without this page being told: the server says when nobody is.
 */
export function canInvite(view: DirectorView, target: TargetOut): boolean {
  const fits = guestsOf(view).length + (view.knock?.role === "asked" ? 1 : 0) < MOST_GUESTS;
  return phaseOf(view) === "in_call" && !isByPhone(view) && fits && target.state !== "closed";
}

/** The kinds of answer that belong to an outcome. */
export function dispositionsOf(
  view: Pick<DirectorView, "dispositions">,
  outcome: string | null,
): readonly DispositionOut[] {
  return view.dispositions.filter((disposition) => disposition.outcome === outcome);
}
