import { gettext, ngettext } from "../../i18n";
import type { BoardView } from "../../protocol";
import { unbroken } from "../../unbroken";
import type { Controller } from "./controller";
import { MOST_AT_ONCE, waitingOf } from "./state";

/** Those who will be moved together, always in view while there are any. */
export function ChosenBar({ controller, board }: { controller: Controller; board: BoardView }) {
  const { chosen } = controller.state.value;
  const numbers = waitingOf(board, chosen).map(({ ticket }) => ticket.number);
  if (numbers.length === 0) return null;
  return (
    <section class="chosen-bar row spread" aria-label={gettext("Chosen numbers")} data-testid="chosen-bar">
      <p class="nums">
        <b>{ngettext("%(n)d chosen", "%(n)d chosen", numbers.length)}</b>: {unbroken(numbers.join(", "))}
        {chosen.length >= MOST_AT_ONCE && <span class="soft"> {gettext("(more cannot be moved at once)")}</span>}
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
