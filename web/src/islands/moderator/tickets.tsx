import { minutesSince, now10 } from "../../clock";
import { clock } from "../../format";
import { gettext } from "../../i18n";
import type { BoardQueueOut, BoardTicketOut } from "../../protocol";
import type { Controller } from "./controller";
import { drag } from "./drag";
import { MarkIcons, marksOf } from "./marks";
import { type Direction, neighbour } from "./state";
import { ticketWords } from "./words";

interface Props {
  controller: Controller;
  queue: BoardQueueOut;
  ticket: BoardTicketOut;
}

const ARROWS: Readonly<Record<string, Direction>> = {
  ArrowUp: "up",
  ArrowDown: "down",
  ArrowLeft: "left",
  ArrowRight: "right",
};

/** A row that is one button: a click, Enter or M opens the panel. One stop of the Tab key for each line. */
export function WaitingTicket(props: Props & { first: boolean }) {
  const { controller, ticket, first } = props;
  const chosen = controller.chosen.value;
  const mine = chosen.includes(ticket.ticket_id);
  // One of several that are chosen takes the others along.
  const together = mine ? chosen : [ticket.ticket_id];
  const choose = () => controller.dispatch({ type: "choose", ticket_id: ticket.ticket_id });
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
        onClick={() => controller.open(together)}
        onKeyDown={(event) => onKey(event, props, together, choose)}
      >
        <span class="place-no nums">
          <span class="visually-hidden">{gettext("Place")} </span>
          {ticket.place ?? "–"}
        </span>
        <span class="ticket-text">
          <span class="ticket-line">
            <b class="nums nowrap">{ticket.number}</b>{" "}
            <span class="soft nums nowrap">
              {gettext("%(n)d min", { n: minutesSince(ticket.joined_at, now10.value) })}
            </span>
          </span>
          <TopicLine controller={controller} ticket={ticket} />
        </span>
        <span class="visually-hidden">{gettext("Move…")}</span>
      </button>
    </li>
  );
}

function TopicLine({ controller, ticket }: Omit<Props, "queue">) {
  return (
    <span class="ticket-line">
      <span class="ticket-topic" title={ticket.topic}>
        {ticket.topic}
      </span>
      <MarkIcons marks={marksOf(ticket, controller.needing.value.has(ticket.ticket_id))} />
    </span>
  );
}

/** Arrow keys go to other rows; M, X, F, T and C do what the panel and the box do. */
function onKey(
  event: KeyboardEvent,
  { controller, queue, ticket }: Props,
  together: readonly string[],
  choose: () => void,
): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const ask = (what: "first" | "chat" | "cancel") => () =>
    controller.dispatch({ type: "ask", asked: { what, ticket, queue: controller.whole(queue) } });
  const direction = ARROWS[event.key];
  const acts: Record<string, () => void> = {
    m: () => controller.open(together),
    x: choose,
    f: ask("first"),
    t: ask("chat"),
    c: ask("cancel"),
  };
  const act = direction ? () => goTo(controller, ticket, direction) : acts[event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act();
}

function goTo(controller: Controller, ticket: BoardTicketOut, direction: Direction): void {
  const next = neighbour(controller.looking.shown.peek(), ticket.ticket_id, direction);
  if (next) document.getElementById(`ticket-${next}`)?.focus();
}

/** One who is called, attended, did not answer or comes later: a row that opens what can be done. */
export function OtherTicket({ controller, queue, ticket }: Props) {
  const [text, tone] = ticketWords(ticket.state);
  return (
    <li>
      <button
        type="button"
        class="other-row"
        data-testid={`ticket-${ticket.number}`}
        data-state={ticket.state}
        onClick={() =>
          controller.dispatch({ type: "ask", asked: { what: "ticket", ticket, queue: controller.whole(queue) } })
        }
      >
        <span class="ticket-text">
          <span class="ticket-line">
            <b class="nums nowrap">{ticket.number}</b>{" "}
            <span class={`tag ${tone}`}>{ticket.booked_for ? clock(ticket.booked_for) : text}</span>
          </span>
          <TopicLine controller={controller} ticket={ticket} />
        </span>
      </button>
    </li>
  );
}
