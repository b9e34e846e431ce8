/** What the page of somebody in a call by a link knows, as a pure function of what the server said. No browser here. */
import type { Ack, Problem, RelativeView } from "../../protocol";

export interface RelativeState {
  view: RelativeView | null;
  problem: Problem | null;
}

export type RelativeEvent = { type: "view"; view: RelativeView } | { type: "answered"; ack: Ack } | { type: "dismiss" };

export const initial: RelativeState = { view: null, problem: null };

export function reduce(state: RelativeState, event: RelativeEvent): RelativeState {
  switch (event.type) {
    case "view":
      // Once over, it stays so: an older moment of the call is shown no more.
      if (state.view?.state === "over") return state;
      return { view: event.view, problem: state.view?.state === event.view.state ? state.problem : null };
    case "answered":
      return { ...state, problem: event.ack.ok ? null : (event.ack.problem ?? null) };
    case "dismiss":
      return { ...state, problem: null };
  }
}

/** The epoch and slots of the call under way; `null` while there is none: then nothing goes out or comes in. */
export function liveCall(view: RelativeView | null): { epoch: number; slots: Readonly<Record<string, string>> } | null {
  if (view?.state !== "in_call" || view.paused) return null;
  return { epoch: view.epoch, slots: view.slots };
}

/** Who came in and who left between two moments of the call, for who hears it read. */
export function comings(before: RelativeView | null, after: RelativeView): { came: string[]; went: string[] } {
  if (before?.state !== "in_call" || after.state !== "in_call") return { came: [], went: [] };
  const [was, are] = [before, after].map((view) => view.present.map((one) => one.name)) as [string[], string[]];
  return { came: beyond(are, was), went: beyond(was, are) };
}

/** The names that are there more often than among the others: two may be called alike. */
function beyond(names: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return names.filter((name) => {
    const at = left.indexOf(name);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}
