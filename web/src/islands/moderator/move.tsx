import { useEffect, useState } from "preact/hooks";
import { gettext } from "../../i18n";
import type { BoardView } from "../../protocol";
import { Dialog } from "../../ui/dialog";
import { Choice } from "../../ui/fields";
import { Icon } from "../../ui/icon";
import type { Controller } from "./controller";
import { find, type MoverState, movable } from "./state";
import { ticketWords } from "./words";

interface Props {
  controller: Controller;
  board: BoardView;
  mover: MoverState;
}

/** Where to, and why: the citizen is told the reason in the words shown here. */
export function MoveDialog({ controller, board, mover }: Props) {
  const [department, setDepartment] = useState("");
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  useFocusAfter(mover);
  const close = () => controller.dispatch({ type: "close" });
  const explanation = board.move_reasons.find((each) => each.code === reason)?.explanation;
  const submit = (event: Event) => {
    event.preventDefault();
    setMissing(!department || !reason);
    if (department && reason) void controller.move(department, reason);
  };
  return (
    <Dialog title={gettext("Move %(number)s", { number: mover.seen.number })} onClose={close} testid="move-dialog">
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
          <Targets board={board} from={mover.seen.department_slug} chosen={department} onChoose={setDepartment} />
          <label class="label" for="move-reason">
            {gettext("Why?")}
            <select
              class="input"
              id="move-reason"
              data-testid="move-reason"
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
            >
              <option value="">{gettext("Choose a reason")}</option>
              {board.move_reasons.map((each) => (
                <option key={each.code} value={each.code}>
                  {each.label}
                </option>
              ))}
            </select>
          </label>
          {explanation && (
            <div class="callout" data-testid="move-explanation">
              <p class="strong">{gettext("The citizen will read:")}</p>
              <p>{explanation}</p>
            </div>
          )}
          <div class="row">
            <button type="submit" class="button" data-testid="move-confirm" disabled={controller.busy.value}>
              {gettext("Move")}
            </button>
            <button type="button" class="button second" onClick={close}>
              {gettext("Do not move")}
            </button>
          </div>
          <CancelInstead controller={controller} board={board} mover={mover} />
        </form>
      )}
    </Dialog>
  );
}

interface TargetsProps {
  board: BoardView;
  /** The line that the ticket is in. */
  from: string;
  chosen: string;
  onChoose: (department: string) => void;
}

function Targets({ board, from, chosen, onChoose }: TargetsProps) {
  return (
    <fieldset>
      <legend>{gettext("To which department?")}</legend>
      <div class="choices">
        {board.queues
          .filter((queue) => queue.department_slug !== from)
          .map(({ department, department_slug, ...queue }) => (
            <Choice
              key={department_slug}
              id={`to-${department_slug}`}
              name="department"
              label={
                <>
                  {department}{" "}
                  <span class="soft nums">
                    {gettext("(%(n)d waiting)", { n: queue.tickets.filter(movable).length })}
                  </span>
                </>
              }
              testid={`move-to-${department_slug}`}
              checked={chosen === department_slug}
              onCheck={() => onChoose(department_slug)}
            />
          ))}
      </div>
    </fieldset>
  );
}

/** The other thing that can be done with one who waits. */
function CancelInstead({ controller, board, mover }: Props) {
  const found = find(board, mover.ticket_id);
  if (!found) return null;
  return (
    <button
      type="button"
      class="bare"
      data-testid="cancel-instead"
      onClick={() => controller.dispatch({ type: "ask", asked: { what: "cancel", ...found } })}
    >
      {gettext("Cancel this number…")}
    </button>
  );
}

/** Somebody was faster, or the ticket is no longer in the line: what happened, and how it stands now. */
function Refused({ controller, board, mover }: Props) {
  const found = find(board, mover.ticket_id);
  const close = () => controller.dispatch({ type: "close" });
  return (
    <div class="stack" data-testid="move-refused" data-code={mover.problem?.code}>
      <div class="callout bad" role="alert">
        <p class="strong">{mover.problem?.message}</p>
        <p>
          {found
            ? gettext("Now: %(number)s, %(department)s: %(state)s.", {
                number: found.ticket.number,
                department: found.queue.department,
                state: ticketWords(found.ticket.state)[0].toLowerCase(),
              })
            : gettext("This ticket is in no line any more.")}
        </p>
      </div>
      <div class="row">
        {found && movable(found.ticket) && (
          <button
            type="button"
            class="button"
            data-testid="move-again"
            onClick={() => controller.dispatch({ type: "open", ticket_id: mover.ticket_id })}
          >
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

/** The row that opened the dialog may be gone afterwards: focus then goes to where the ticket is now, or to its old line. */
function useFocusAfter(mover: MoverState): void {
  const { ticket_id } = mover;
  const old = mover.seen.department_slug;
  useEffect(
    () => () => {
      setTimeout(() => {
        if (document.activeElement && document.activeElement !== document.body) return;
        const row = document.getElementById(`ticket-${ticket_id}`) ?? document.getElementById(`queue-${old}`);
        row?.focus();
      });
    },
    [ticket_id, old],
  );
}
