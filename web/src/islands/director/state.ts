/** What a director's console knows, as a pure function of what the server said. No browser here. */
import type { Ack, DirectorView, DispositionOut, Problem } from "../../protocol";

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
  | "wrap_up"
  | "paused"
  | "draining"
  | "disconnected";

/** Which main panel the console shows. */
export function phaseOf(view: DirectorView): Phase {
  switch (view.room.state) {
    case "on_hold":
    case "assisting":
      return "in_call";
    default:
      return view.room.state;
  }
}

/** The epoch and slots of the call under way; `null` while there is none: then nothing goes out, comes in, or is seen. */
export function liveCall(view: DirectorView | null): { epoch: number; slots: Readonly<Record<string, string>> } | null {
  return view?.room.state === "in_call" ? { epoch: view.room.epoch, slots: view.room.slots } : null;
}

/** Whether "call the next" is possible now. */
export function canCallNext(view: DirectorView | null): boolean {
  return view?.room.state === "available" && view.waiting.length > 0;
}

/** The kinds of answer that belong to an outcome. */
export function dispositionsOf(view: DirectorView, outcome: string | null): readonly DispositionOut[] {
  return view.dispositions.filter((disposition) => disposition.outcome === outcome);
}
