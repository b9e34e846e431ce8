import { now } from "../../clock";
import { countdown } from "../../format";
import { gettext, ngettext } from "../../i18n";
import type { BoardView } from "../../protocol";
import type { Controller } from "./controller";
import { waitingOf } from "./state";

/** Those who will be moved together, always in view while there are any. */
export function ChosenBar({ controller, board }: { controller: Controller; board: BoardView }) {
  const { chosen } = controller.state.value;
  if (chosen.length === 0) return null;
  const numbers = waitingOf(board, chosen).map(({ ticket }) => ticket.number);
  return (
    <section class="chosen-bar row spread" aria-label={gettext("Chosen numbers")} data-testid="chosen-bar">
      <p class="nums">
        <b>{ngettext("%(n)d chosen", "%(n)d chosen", numbers.length)}</b>: {numbers.join(", ")}
      </p>
      <div class="row">
        <button type="button" class="button" data-testid="move-chosen" onClick={() => controller.open(chosen)}>
          {gettext("Move them…")}
        </button>
        <button
          type="button"
          class="button second"
          data-testid="choose-none"
          onClick={() => controller.dispatch({ type: "choose_none" })}
        >
          {gettext("Choose none")}
        </button>
      </div>
    </section>
  );
}

/** What was done last, and for a minute the way back. */
export function Said({ controller }: { controller: Controller }) {
  const { said, undo } = controller.state.value;
  const left = undo ? Math.ceil((undo.until - now.value) / 1000) : 0;
  return (
    <div class={said ? "callout good row spread" : ""}>
      <p role="status" data-testid="said">
        {said}
      </p>
      {undo && left > 0 && (
        <button
          type="button"
          class="button second"
          data-testid="undo-last"
          disabled={controller.busy.value}
          onClick={() => void controller.undo(undo)}
        >
          {gettext("Undo")} <span class="nums soft">{countdown(left)}</span>
        </button>
      )}
    </div>
  );
}
