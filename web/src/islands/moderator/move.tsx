import { useState } from "preact/hooks";
import { gettext, ngettext } from "../../i18n";
import type { BoardView } from "../../protocol";
import { Dialog } from "../../ui/dialog";
import { Choice } from "../../ui/fields";
import { Icon } from "../../ui/icon";
import { unbroken } from "../../unbroken";
import type { Controller } from "./controller";
import { Preview } from "./preview";
import { find, type MoverState, waitingOf } from "./state";
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
  const [missing, setMissing] = useState(false);
  const close = () => controller.dispatch({ type: "close" });
  const { tickets, department } = mover;
  const submit = (event: Event) => {
    event.preventDefault();
    setMissing(!department || !reason);
    if (department && reason) void controller.move(reason);
  };
  return (
    <Dialog title={titleOf(mover)} onClose={close} testid="move-dialog">
      {mover.problem ? (
        <Refused controller={controller} board={board} mover={mover} />
      ) : (
        <form class="stack" onSubmit={submit} noValidate>
          {missing && (
            <p class="wrong" role="alert">
              <Icon name="warn" />
              {gettext("Choose the department and the reason.")}
            </p>
          )}
          {tickets.length > 1 && (
            <p class="nums" data-testid="move-numbers">
              {unbroken(tickets.map((ticket) => ticket.number).join(", "))}
            </p>
          )}
          <Targets board={board} mover={mover} onChoose={(chosen) => controller.target(chosen)} />
          {department && <Preview preview={mover.preview} />}
          <Why name="move" reasons={board.move_reasons} value={reason} many={tickets.length > 1} onSelect={setReason} />
          <div class="row">
            <button type="submit" class="button" data-testid="move-confirm" disabled={controller.busy.value}>
              {ngettext("Move", "Move all %(n)d", tickets.length)}
            </button>
            <button type="button" class="button second" onClick={close}>
              {gettext("Do not move")}
            </button>
          </div>
          {tickets.length === 1 && <Instead controller={controller} board={board} mover={mover} />}
        </form>
      )}
    </Dialog>
  );
}

function titleOf({ tickets }: MoverState): string {
  return ngettext("Move %(number)s", "Move %(n)d people", tickets.length, { number: tickets[0]?.number ?? "" });
}

/** All lines but those that one of them is in already. */
function Targets({ board, mover, onChoose }: Pick<Props, "board" | "mover"> & { onChoose: (slug: string) => void }) {
  const from = new Set(mover.tickets.map((ticket) => ticket.department_slug));
  return (
    <fieldset>
      <legend>{gettext("To which department?")}</legend>
      <div class="choices">
        {board.queues
          .filter((queue) => !from.has(queue.department_slug))
          .map(({ department, department_slug, ...queue }) => (
            <Choice
              key={department_slug}
              id={`to-${department_slug}`}
              name="department"
              label={
                <>
                  {department} <span class="soft nums">{gettext("(%(n)d waiting)", { n: queue.waiting })}</span>
                </>
              }
              testid={`move-to-${department_slug}`}
              checked={mover.department === department_slug}
              onCheck={() => onChoose(department_slug)}
            />
          ))}
      </div>
    </fieldset>
  );
}

/** What else can be done with one who waits. */
function Instead({ controller, board, mover }: Props) {
  const found = find(board, mover.tickets[0]?.ticket_id ?? "");
  if (!found) return null;
  return (
    <div class="row">
      <button
        type="button"
        class="bare"
        data-testid="write-instead"
        onClick={() => controller.dispatch({ type: "ask", asked: { what: "chat", ...found } })}
      >
        {gettext("Write to this person…")}
      </button>
      <button
        type="button"
        class="bare"
        data-testid="first-instead"
        onClick={() => controller.dispatch({ type: "ask", asked: { what: "first", ...found } })}
      >
        {gettext("Put first in its line…")}
      </button>
      <button
        type="button"
        class="bare"
        data-testid="cancel-instead"
        onClick={() => controller.dispatch({ type: "ask", asked: { what: "cancel", ...found } })}
      >
        {gettext("Cancel this number…")}
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
