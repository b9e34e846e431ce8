import { minutesSince, now10 } from "../../clock";
import { clock, clockRange, minutes } from "../../format";
import { gettext, ngettext } from "../../i18n";
import type { BoardQueueOut, BoardTicketOut } from "../../protocol";
import { Icon } from "../../ui/icon";
import { MediumTag } from "../../ui/medium";
import type { Controller } from "./controller";
import { drag } from "./drag";
import { cancellable, type Direction, helpable, isAway, neighbour, returnable } from "./state";
import { ticketWords } from "./words";

interface Props {
  controller: Controller;
  queue: BoardQueueOut;
}

const ARROWS: Readonly<Record<string, Direction>> = {
  ArrowUp: "up",
  ArrowDown: "down",
  ArrowLeft: "left",
  ArrowRight: "right",
};

/** A row that is one button: a click, Enter or M opens the dialog. One stop of the Tab key for each line. */
export function WaitingTicket(props: Props & { ticket: BoardTicketOut; first: boolean }) {
  const { controller, queue, ticket, first } = props;
  const chosen = controller.chosen.value;
  const mine = chosen.includes(ticket.ticket_id);
  // One of several that are chosen takes the others along.
  const together = mine ? chosen : [ticket.ticket_id];
  const open = () => controller.open(together);
  const choose = () => controller.dispatch({ type: "choose", ticket_id: ticket.ticket_id });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const direction = ARROWS[event.key];
    if (direction) {
      event.preventDefault();
      const next = neighbour(controller.looking.shown.peek(), ticket.ticket_id, direction);
      if (next) document.getElementById(`ticket-${next}`)?.focus();
    } else if (event.key.toLowerCase() === "m") {
      event.preventDefault();
      open();
    } else if (event.key.toLowerCase() === "x") {
      event.preventDefault();
      choose();
    } else if (event.key.toLowerCase() === "f") {
      event.preventDefault();
      controller.dispatch({ type: "ask", asked: { what: "first", ticket, queue: controller.whole(queue) } });
    } else if (event.key.toLowerCase() === "t") {
      event.preventDefault();
      controller.dispatch({ type: "ask", asked: { what: "chat", ticket, queue: controller.whole(queue) } });
    } else if (event.key.toLowerCase() === "c") {
      event.preventDefault();
      controller.dispatch({ type: "ask", asked: { what: "cancel", ticket, queue } });
    }
  };
  return (
    <li class="row ticket-item" draggable onDragStart={(event) => drag(event, together)}>
      <input
        type="checkbox"
        class="ticket-choice"
        tabIndex={-1}
        aria-label={gettext("Choose %(number)s", { number: ticket.number })}
        data-testid={`choose-${ticket.number}`}
        checked={mine}
        onChange={choose}
      />
      <button
        type="button"
        class="ticket-row"
        id={`ticket-${ticket.ticket_id}`}
        data-testid={`ticket-${ticket.number}`}
        tabIndex={first ? 0 : -1}
        aria-keyshortcuts="M X F C T"
        onClick={open}
        onKeyDown={onKeyDown}
      >
        <span class="place-no nums">
          <span class="visually-hidden">{gettext("Place")} </span>
          {ticket.place ?? "–"}
        </span>
        <span class="grow">
          <b class="nums nowrap">{ticket.number}</b>{" "}
          <span class="soft nums">{minutes(minutesSince(ticket.joined_at, now10.value))}</span>
          <span class="block">{ticket.topic}</span>
          {ticket.estimate && (
            <span class="block soft small nums">
              {gettext("Called %(range)s", { range: clockRange(ticket.estimate.low_at, ticket.estimate.high_at) })}
            </span>
          )}
          <TicketTags ticket={ticket} needsHelp={controller.needing.value.has(ticket.ticket_id)} />
        </span>
        <span class="mover">
          <Icon name="move" />
          <span class="visually-hidden">{gettext("Move…")}</span>
        </span>
      </button>
    </li>
  );
}

function TicketTags({ ticket, needsHelp }: { ticket: BoardTicketOut; needsHelp: boolean }) {
  const { state } = ticket;
  const [text, tone] = ticketWords(state);
  return (
    <span class="row tags">
      <Unread ticket={ticket} />
      {state !== "waiting" && <span class={`tag ${tone}`}>{text}</span>}
      {needsHelp && <span class="tag bad">{gettext("Asks for help")}</span>}
      {ticket.ready && <span class="tag good">{gettext("Ready")}</span>}
      {ticket.preferential && <span class="tag plain need">{gettext("Preferential attention")}</span>}
      {ticket.calls > 0 && (
        <span class="tag plain">{ngettext("Called %(n)d time", "Called %(n)d times", ticket.calls)}</span>
      )}
      <MediumTag medium={ticket.medium} />
      {isAway(ticket) && <span class="tag warn">{gettext("Not connected now")}</span>}
      {ticket.moved_here && <span class="tag plain">{gettext("Moved here")}</span>}
      {ticket.same_contact.length > 0 && <SameContact ticket={ticket} />}
      {ticket.offer === "asked" && <span class="tag warn">{gettext("Asked how to go on")}</span>}
      {ticket.offer === "wait" && <span class="tag plain">{gettext("Chose to wait")}</span>}
    </span>
  );
}

/** Perhaps one person twice: the moderator asks, and cancels one of the numbers. */
function SameContact({ ticket }: { ticket: BoardTicketOut }) {
  const numbers = ticket.same_contact.join(", ");
  return (
    <span class="tag warn" data-testid={`same-contact-${ticket.number}`}>
      {gettext("Same contact as %(numbers)s", { numbers })}
    </span>
  );
}

function Unread({ ticket }: { ticket: BoardTicketOut }) {
  if (ticket.unread === 0) return null;
  return (
    <span class="tag warn" data-testid={`unread-${ticket.number}`}>
      {ngettext("%(n)d new message", "%(n)d new messages", ticket.unread)}
    </span>
  );
}

/** One who is called, attended, or did not answer; the last ones can be put back or ended. */
export function OtherTicket({ controller, queue, ticket }: Props & { ticket: BoardTicketOut }) {
  const [text, tone] = ticketWords(ticket.state);
  const ask = (what: "undo" | "cancel" | "back" | "recall" | "chat") =>
    controller.dispatch({ type: "ask", asked: { what, ticket, queue: controller.whole(queue) } });
  return (
    <li class="other-ticket stack stack-tight" data-testid={`ticket-${ticket.number}`} data-state={ticket.state}>
      <div class="row spread">
        <span>
          <b class="nums nowrap">{ticket.number}</b> {ticket.topic}
        </span>
        <span class="row tags">
          {ticket.booked_for && (
            <span class="tag plain nums" data-testid={`booked-for-${ticket.number}`}>
              {gettext("At %(time)s", { time: clock(ticket.booked_for) })}
            </span>
          )}
          {controller.needing.value.has(ticket.ticket_id) && <span class="tag bad">{gettext("Asks for help")}</span>}
          <MediumTag medium={ticket.medium} />
          <span class={`tag ${tone}`}>{text}</span>
        </span>
      </div>
      {ticket.state === "no_show" && (
        <div class="row">
          {(ticket.connected || isAway(ticket)) && (
            <span class={ticket.connected ? "tag good" : "tag plain"}>
              {ticket.connected ? gettext("Is on the page now") : gettext("Not connected now")}
            </span>
          )}
          <button type="button" class="bare" data-testid={`undo-${ticket.number}`} onClick={() => ask("undo")}>
            {gettext("Put back in the line…")} <span class="visually-hidden">{ticket.number}</span>
          </button>
        </div>
      )}
      <Unread ticket={ticket} />
      {ticket.same_contact.length > 0 && <SameContact ticket={ticket} />}
      {helpable(ticket) && (
        <button type="button" class="bare" data-testid={`write-${ticket.number}`} onClick={() => ask("chat")}>
          {gettext("Write to this person…")} <span class="visually-hidden">{ticket.number}</span>
        </button>
      )}
      {ticket.state === "absent" && (
        <button type="button" class="bare" data-testid={`recall-${ticket.number}`} onClick={() => ask("recall")}>
          {gettext("Call again…")} <span class="visually-hidden">{ticket.number}</span>
        </button>
      )}
      {returnable(ticket) && (
        <button type="button" class="bare" data-testid={`back-${ticket.number}`} onClick={() => ask("back")}>
          {gettext("Put back in the line…")} <span class="visually-hidden">{ticket.number}</span>
        </button>
      )}
      {cancellable(ticket) && (
        <button type="button" class="bare" data-testid={`cancel-${ticket.number}`} onClick={() => ask("cancel")}>
          {gettext("Cancel this number…")} <span class="visually-hidden">{ticket.number}</span>
        </button>
      )}
    </li>
  );
}
