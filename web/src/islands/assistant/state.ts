/** What an assistant's page knows, as a pure function of what the server said. No browser here. */
import type { Ack, Problem, SeatView } from "../../protocol";

export interface AssistantState {
  view: SeatView | null;
  problem: Problem | null;
}

export type AssistantEvent = { type: "view"; view: SeatView } | { type: "answered"; ack: Ack } | { type: "dismiss" };

export const initial: AssistantState = { view: null, problem: null };

export function reduce(state: AssistantState, event: AssistantEvent): AssistantState {
  switch (event.type) {
    case "view":
      return { ...state, view: event.view };
    case "answered":
      return { ...state, problem: event.ack.ok ? null : (event.ack.problem ?? null) };
    case "dismiss":
      return { ...state, problem: null };
  }
}
