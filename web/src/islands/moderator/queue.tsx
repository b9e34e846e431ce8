import { minutesSince, now } from "../../clock";
import { minutes } from "../../format";
import { gettext, ngettext } from "../../i18n";
import type { BoardQueueOut, BoardRoomOut, BoardTicketOut, BoardView } from "../../protocol";
import { Icon } from "../../ui/icon";
import type { Controller } from "./controller";
import { type Direction, movable, neighbour } from "./state";
import { boardRoomWords, queueWords, ticketWords } from "./words";

interface Props {
  controller: Controller;
  queue: BoardQueueOut;
  board: BoardView;
}

/** One department: its rooms, and its line in the order of calls. */
export function QueueColumn({ controller, queue, board }: Props) {
  const waiting = queue.tickets.filter(movable);
  const others = queue.tickets.filter((ticket) => !movable(ticket));
  const [text, tone] = queueWords(queue.state);
  const title = `queue-${queue.department_slug}`;
  return (
    <section class="queue" aria-labelledby={title} data-testid={title}>
      <header class="queue-head">
        <h2 id={title} tabIndex={-1}>
          {queue.department}
        </h2>
        <span class={`tag ${tone}`}>{text}</span>
      </header>
      <p class="soft small nums">
        {ngettext("%(n)d person waiting", "%(n)d people waiting", waiting.length)} ·{" "}
        {ngettext("%(n)d attended", "%(n)d attended", queue.attended)}
      </p>
      <ul class="rooms" aria-label={gettext("Rooms")}>
        {queue.rooms.map((room) => (
          <Room key={room.director} room={room} />
        ))}
        {queue.rooms.length === 0 && <li class="soft">{gettext("No room is open")}</li>}
      </ul>
      {waiting.length === 0 ? (
        <p class="soft">{gettext("Nobody is waiting")}</p>
      ) : (
        <ol class="tickets" aria-label={gettext("Waiting")}>
          {waiting.map((ticket, index) => (
            <WaitingTicket key={ticket.ticket_id} {...{ controller, queue, board, ticket }} first={index === 0} />
          ))}
        </ol>
      )}
      {others.length > 0 && (
        <ul class="tickets" aria-label={gettext("Being attended or called")}>
          {others.map((ticket) => (
            <OtherTicket key={ticket.ticket_id} ticket={ticket} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Room({ room }: { room: BoardRoomOut }) {
  const [text, tone] = boardRoomWords(room);
  return (
    <li class="row spread">
      <span>{room.director}</span>
      <span class="row">
        {room.number && (
          <b class="nums">
            {room.number}
            {room.since && ` · ${minutes(minutesSince(room.since, now.value))}`}
          </b>
        )}
        <span class={`tag ${tone}`}>{text}</span>
      </span>
    </li>
  );
}

const ARROWS: Readonly<Record<string, Direction>> = {
  ArrowUp: "up",
  ArrowDown: "down",
  ArrowLeft: "left",
  ArrowRight: "right",
};

/** A row that is one button: a click, Enter or M opens the dialog. One stop of the Tab key for each line. */
function WaitingTicket(props: Props & { ticket: BoardTicketOut; first: boolean }) {
  const { controller, ticket, board, first } = props;
  const open = () => controller.dispatch({ type: "open", ticket_id: ticket.ticket_id });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const direction = ARROWS[event.key];
    if (direction) {
      event.preventDefault();
      const next = neighbour(board, ticket.ticket_id, direction);
      if (next) document.getElementById(`ticket-${next}`)?.focus();
    } else if (event.key.toLowerCase() === "m") {
      event.preventDefault();
      open();
    }
  };
  return (
    <li>
      <button
        type="button"
        class="ticket-row"
        id={`ticket-${ticket.ticket_id}`}
        data-testid={`ticket-${ticket.number}`}
        tabIndex={first ? 0 : -1}
        aria-keyshortcuts="M"
        onClick={open}
        onKeyDown={onKeyDown}
      >
        <span class="place-no nums">
          <span class="visually-hidden">{gettext("Place")} </span>
          {ticket.place ?? "–"}
        </span>
        <span class="grow">
          <b class="nums">{ticket.number}</b>{" "}
          <span class="soft nums">{minutes(minutesSince(ticket.joined_at, now.value))}</span>
          <span class="block">{ticket.topic}</span>
          {!ticket.connected && <span class="tag warn">{gettext("Not connected now")}</span>}
          {ticket.moved_here && <span class="tag plain">{gettext("Moved here")}</span>}
        </span>
        <span class="mover">
          <Icon name="move" />
          {gettext("Move…")}
        </span>
      </button>
    </li>
  );
}

function OtherTicket({ ticket }: { ticket: BoardTicketOut }) {
  const [text, tone] = ticketWords(ticket.state);
  return (
    <li class="other-ticket row spread" data-testid={`ticket-${ticket.number}`} data-state={ticket.state}>
      <span>
        <b class="nums">{ticket.number}</b> {ticket.topic}
      </span>
      <span class={`tag ${tone}`}>{text}</span>
    </li>
  );
}
