import { useState } from "preact/hooks";
import { gettext, ngettext } from "../../i18n";
import type { BoardView } from "../../protocol";
import { Dialog } from "../../ui/dialog";
import { ErrorSummary } from "../../ui/fields";
import { unbroken } from "../../unbroken";
import type { Controller } from "./controller";
import { Preview } from "./preview";
import { type Found, find, type MoverState, waitingOf } from "./state";
import { Targets } from "./targets";
import { TicketFacts } from "./ticket_panel";
import { Why } from "./why";
import { ticketWords } from "./words";

interface Props {
  controller: Controller;
  board: BoardView;
  mover: MoverState;
}

/** Where to, what that leads to for everybody, and why: the citizens are told the reason in the words shown here. */
export function MoveDialog({ controller, board, mover }: Props) {
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const close = () => controller.dispatch({ type: "close" });
  const { tickets, department } = mover;
  const alone = tickets.length === 1 ? find(board, tickets[0]?.ticket_id ?? "") : null;
  const missing: (readonly [string, string])[] = [];
  if (tried && !department) missing.push(["move-search", gettext("Choose the department.")]);
  if (tried && !reason) missing.push(["move-reason", gettext("Choose the reason.")]);
  const submit = (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (department && reason) void controller.move(reason);
  };
  return (
    <Dialog title={titleOf(mover)} onClose={close} testid="move-dialog">
      {mover.problem ? (
        <Refused controller={controller} board={board} mover={mover} />
      ) : (
        <form class="stack" onSubmit={submit} noValidate>
          <ErrorSummary errors={missing} />
          {alone && <TicketFacts controller={controller} found={alone} />}
          {tickets.length > 1 && (
            <p class="nums" data-testid="move-numbers">
              {unbroken(tickets.map((ticket) => ticket.number).join(", "))}
            </p>
          )}
          <Targets board={board} mover={mover} onChoose={(chosen) => controller.target(chosen)} />
          {department && <Preview preview={mover.preview} />}
          <Why
            name="move"
            reasons={board.move_reasons}
            value={reason}
            wrong={missing.find(([id]) => id === "move-reason")?.[1]}
            many={tickets.length > 1}
            onSelect={setReason}
          />
          <div class="panel-end">
            <div class="row">
              <button type="submit" class="button" data-testid="move-confirm" disabled={controller.busy.value}>
                {ngettext("Move", "Move all %(n)d", tickets.length)}
              </button>
              <button type="button" class="button second" onClick={close}>
                {gettext("Do not move")}
              </button>
            </div>
            {alone && <Instead controller={controller} found={alone} />}
          </div>
        </form>
      )}
    </Dialog>
  );
}

function titleOf({ tickets }: MoverState): string {
  return ngettext("Move %(number)s", "Move %(n)d people", tickets.length, { number: tickets[0]?.number ?? "" });
}

/** What else can be done with one who waits. */
function Instead({ controller, found }: { controller: Controller; found: Found }) {
  return (
    <div class="row">
      <button
        type="button"
        class="bare"
        data-testid="write-instead"
        onClick={() => controller.dispatch({ type: "ask", asked: { what: "chat", ...found } })}
      >
        {gettext("Write…")}
      </button>
      <button
        type="button"
        class="bare"
        data-testid="first-instead"
        onClick={() => controller.dispatch({ type: "ask", asked: { what: "first", ...found } })}
      >
        {gettext("Put first…")}
      </button>
      <button
        type="button"
        class="bare"
        data-testid="cancel-instead"
        onClick={() => controller.dispatch({ type: "ask", asked: { what: "cancel", ...found } })}
      >
        {gettext("Cancel number…")}
      </button>
    </div>
  );
}

/** Somebody was faster, or the rules do not allow it: what happened, and how it stands now. */
function Refused({ controller, board, mover }: Props) {
  const close = () => controller.dispatch({ type: "close" });
  const ids = mover.tickets.map((ticket) => ticket.ticket_id);
  const still = waitingOf(board, ids);
  return (
    <div class="stack" data-testid="move-refused" data-code={mover.problem?.code}>
      <div class="callout bad" role="alert">
        <p class="strong">{mover.problem?.message}</p>
        {mover.tickets.map((ticket) => (
          <p key={ticket.ticket_id}>{standing(board, ticket.ticket_id, ticket.number)}</p>
        ))}
      </div>
      <div class="row">
        {still.length > 0 && (
          <button type="button" class="button" data-testid="move-again" onClick={() => controller.open(ids)}>
            {gettext("Decide again")}
          </button>
        )}
        <button type="button" class="button second" onClick={close} data-testid="move-close">
          {gettext("Leave it so")}
        </button>
      </div>
    </div>
  );
}

/** Where somebody is now, in one sentence. */
function standing(board: BoardView, ticketId: string, number: string): string {
  const found = find(board, ticketId);
  if (!found) return gettext("%(number)s is in no line any more.", { number });
  const { ticket, queue } = found;
  const state = ticketWords(ticket.state)[0].toLowerCase();
  return gettext("Now: %(number)s, %(department)s: %(state)s.", { number, department: queue.department, state });
}
