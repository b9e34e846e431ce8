import { minutesSince, now10 } from "../../clock";
import { clock, clockRange, minutes } from "../../format";
import { gettext } from "../../i18n";
import type { BoardView } from "../../protocol";
import { Dialog } from "../../ui/dialog";
import type { Controller } from "./controller";
import { MarkTags, marksOf } from "./marks";
import { type Asked, cancellable, type Found, find, helpable, isAway, returnable } from "./state";
import { ticketWords } from "./words";

/** Topic, line, waiting time, when the call is expected, and all marks in words. */
export function TicketFacts({ controller, found }: { controller: Controller; found: Found }) {
  const { ticket, queue } = found;
  const { estimate, booked_for } = ticket;
  return (
    <div class="stack stack-tight ticket-facts">
      <p>
        <b>{ticket.topic}</b> · {queue.department} ·{" "}
        <span class="soft nums">
          {booked_for
            ? gettext("At %(time)s", { time: clock(booked_for) })
            : gettext("Waiting for %(time)s", { time: minutes(minutesSince(ticket.joined_at, now10.value)) })}
        </span>
      </p>
      {estimate && (
        <p class="soft small nums">
          {gettext("Called %(range)s", { range: clockRange(estimate.low_at, estimate.high_at) })}
        </p>
      )}
      <MarkTags marks={marksOf(ticket, controller.needing.value.has(ticket.ticket_id))} />
    </div>
  );
}

type Act = "undo" | "chat" | "recall" | "back" | "cancel";

/** What can be done with somebody who does not wait in the line now. */
export function TicketPanel(props: {
  controller: Controller;
  board: BoardView;
  asked: Extract<Asked, { what: "ticket" }>;
}) {
  const { controller, board, asked } = props;
  const found = find(board, asked.ticket.ticket_id);
  const close = () => controller.dispatch({ type: "close" });
  return (
    <Dialog title={asked.ticket.number} onClose={close} testid="ticket-dialog">
      {found ? (
        <Acts controller={controller} found={found} />
      ) : (
        <p>{gettext("%(number)s is in no line any more.", { number: asked.ticket.number })}</p>
      )}
      <button type="button" class="button second full" data-testid="ticket-close" onClick={close}>
        {gettext("Close")}
      </button>
    </Dialog>
  );
}

function Acts({ controller, found }: { controller: Controller; found: Found }) {
  const { ticket } = found;
  const [text, tone] = ticketWords(ticket.state);
  const came = ticket.state === "no_show";
  const acts: readonly (readonly [boolean, Act, string, string])[] = [
    [came, "undo", "undo", gettext("Put back in the line…")],
    [helpable(ticket), "chat", "write", gettext("Write to this person…")],
    [ticket.state === "absent", "recall", "recall", gettext("Call again…")],
    [returnable(ticket), "back", "back", gettext("Put back in the line…")],
    [cancellable(ticket), "cancel", "cancel", gettext("Cancel this number…")],
  ];
  return (
    <>
      <p class="row tags">
        <span class={`tag ${tone}`}>{text}</span>
        {came && (ticket.connected || isAway(ticket)) && (
          <span class={ticket.connected ? "tag good" : "tag plain"}>
            {ticket.connected ? gettext("Is on the page now") : gettext("Not connected now")}
          </span>
        )}
      </p>
      <TicketFacts controller={controller} found={found} />
      {acts.map(
        ([can, what, testid, words]) =>
          can && (
            <button
              key={what}
              type="button"
              class={what === "cancel" ? "button danger full" : "button second full"}
              data-testid={`${testid}-${ticket.number}`}
              onClick={() => controller.dispatch({ type: "ask", asked: { what, ...found } })}
            >
              {words} <span class="visually-hidden">{ticket.number}</span>
            </button>
          ),
      )}
    </>
  );
}
