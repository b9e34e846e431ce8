import { comesTrue } from "../../acting";
import type { DirectorView } from "../../protocol";
import type { Controller } from "./controller";
import type { Outcome } from "./outcome_fields";
import { isCall, phaseOf } from "./state";

/** How long a view that shows what was done is waited for. */
const VIEW_MS = 10_000;

/**
 * Ends the call where it still goes on, records its result, and calls the next person where that is wanted. Each of them is a
 * command of its own: what is refused ends it, and is shown as ever.
 */
export async function finish(desk: Controller, outcome: Outcome, next: boolean): Promise<void> {
  const view = desk.state.peek().view;
  const ticket = view?.current?.ticket_id;
  if (!view || !ticket) return;
  if (isCall(phaseOf(view))) {
    if (!(await desk.room("end_call"))) return;
    const ended = (now: DirectorView) => phaseOf(now) === "wrap_up" && now.current?.ticket_id === ticket;
    if (!(await shown(desk, ended))) return;
  }
  if (!(await desk.say("record_outcome", outcome)) || !next) return;
  if (await shown(desk, (now) => now.current?.ticket_id !== ticket)) await desk.callNext();
}

function shown(desk: Controller, holds: (view: DirectorView) => boolean): Promise<boolean> {
  return comesTrue(() => {
    const { view } = desk.state.value;
    return view !== null && holds(view);
  }, VIEW_MS);
}
