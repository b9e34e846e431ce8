import { useMemo, useState } from "preact/hooks";
import { clock } from "../../format";
import { gettext, ngettext } from "../../i18n";
import type { BoardQueueOut } from "../../protocol";
import { Icon } from "../../ui/icon";
import { queueWords } from "../../ui/queue_words";
import type { Controller } from "./controller";
import { dropping } from "./drag";
import { Further } from "./further";
import { type Pressure, pressureOf } from "./pressure";
import { Rooms } from "./rooms";
import { Offers, Roster } from "./roster";
import { isOver, movable } from "./state";
import { OtherTicket, WaitingTicket } from "./tickets";

interface Props {
  controller: Controller;
  queue: BoardQueueOut;
}

/** One department: a column, or a row where nobody waits. Drawn anew when it changed itself, and not with every change of the board. */
export function QueueColumn({ controller, queue, quiet = false }: Props & { quiet?: boolean }) {
  return useMemo(() => <Column controller={controller} queue={queue} quiet={quiet} />, [controller, queue, quiet]);
}

/** Its rooms, and its line in the order of calls. */
function Column({ controller, queue: shown, quiet }: Props & { quiet: boolean }) {
  const [open, setOpen] = useState(false);
  // What is said of the line is said of all of it, also while only some of its people are shown.
  const queue = controller.whole(shown);
  const slug = queue.department_slug;
  const title = `queue-${slug}`;
  return (
    <section
      class={quiet ? "queue quiet" : "queue"}
      aria-labelledby={title}
      data-testid={title}
      {...dropping((tickets) => controller.open(tickets, slug))}
    >
      <header class="queue-head">
        <h2 id={title} tabIndex={-1}>
          {quiet ? (
            <button
              type="button"
              class="line-toggle"
              data-testid={`line-toggle-${slug}`}
              aria-expanded={open}
              aria-controls={`line-${slug}`}
              onClick={() => setOpen(!open)}
            >
              {queue.department}
            </button>
          ) : (
            queue.department
          )}
        </h2>
        <LineState queue={queue} />
        <button
          type="button"
          class="icon-button"
          data-testid={`line-actions-${slug}`}
          title={gettext("This line…")}
          onClick={() => controller.dispatch({ type: "ask", asked: { what: "queue", queue } })}
        >
          <Icon name="more" />
          <span class="visually-hidden">
            {gettext("This line…")} {queue.department}
          </span>
        </button>
      </header>
      <Marks queue={queue} />
      <div class="queue-body" id={`line-${slug}`} hidden={quiet && !open}>
        <p class="soft small nums" data-testid={`line-counts-${slug}`}>
          {ngettext("%(n)d person waiting", "%(n)d people waiting", queue.waiting)}{" "}
          {gettext("(limit %(n)d)", { n: queue.cap })} · {ngettext("%(n)d attended", "%(n)d attended", queue.attended)}
        </p>
        <Rooms controller={controller} queue={queue} />
        <Roster controller={controller} queue={queue} />
        <Offers controller={controller} queue={queue} />
        <Tickets controller={controller} queue={queue} shown={shown} />
      </div>
    </section>
  );
}

/** In words where it is not simply open. */
function LineState({ queue }: { queue: BoardQueueOut }) {
  const [text, tone] = queueWords(queue.state);
  return (
    <span
      class={queue.state === "open" ? "visually-hidden" : `tag ${tone}`}
      data-testid={`line-state-${queue.department_slug}`}
      data-state={queue.state}
    >
      {text}
    </span>
  );
}

/** The line in the order of calls, and those of it whom nobody can move. */
function Tickets({ controller, queue, shown }: Props & { shown: BoardQueueOut }) {
  const waiting = shown.tickets.filter(movable);
  const booked = shown.tickets.filter((ticket) => ticket.state === "booked");
  const others = shown.tickets.filter((ticket) => !movable(ticket) && !isOver(ticket) && ticket.state !== "booked");
  const appointments = shown === queue ? queue.booked : booked.length;
  return (
    <>
      {queue.waiting === 0 && <p class="soft small">{gettext("Nobody is waiting")}</p>}
      {waiting.length > 0 && (
        <ol class="tickets" aria-label={gettext("Waiting")}>
          {waiting.map((ticket, index) => (
            <WaitingTicket key={ticket.ticket_id} {...{ controller, queue, ticket }} first={index === 0} />
          ))}
        </ol>
      )}
      <Further controller={controller} queue={queue} rows={shown.tickets.length} />
      {others.length > 0 && (
        <ul class="tickets" aria-label={gettext("Being attended or called")}>
          {others.map((ticket) => (
            <OtherTicket key={ticket.ticket_id} {...{ controller, queue, ticket }} />
          ))}
        </ul>
      )}
      {booked.length > 0 && (
        <details data-testid={`booked-${queue.department_slug}`}>
          <summary>{ngettext("%(n)d appointment to come", "%(n)d appointments to come", appointments)}</summary>
          <ul class="tickets" aria-label={gettext("Appointments to come")}>
            {booked.map((ticket) => (
              <OtherTicket key={ticket.ticket_id} {...{ controller, queue, ticket }} />
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

const TONES = { calm: "good", busy: "warn", high: "bad", unattended: "bad" } as const;

/** What a moderator should know of a line at one look: who waits for each room, its break, that it is too late, what is owed. */
function Marks({ queue }: { queue: BoardQueueOut }) {
  const slug = queue.department_slug;
  const { paused_reason, paused_until } = queue;
  const pressure = pressureOf(queue);
  if (!pressure && !paused_reason && !queue.late && !queue.pending && queue.unmet.length === 0) return null;
  return (
    <p class="row tags">
      {pressure && (
        <span class={`tag ${TONES[pressure.level]}`} data-testid={`pressure-${slug}`} data-level={pressure.level}>
          {pressureText(pressure)}
        </span>
      )}
      {paused_reason && (
        <span class="tag warn" data-testid={`line-pause-${slug}`}>
          {paused_reason}
          {paused_until && ` · ${gettext("Until %(time)s", { time: clock(paused_until) })}`}
        </span>
      )}
      {queue.late && (
        <span class="tag bad" data-testid={`line-late-${slug}`}>
          {gettext("Admits nobody: not enough time today")}
        </span>
      )}
      {queue.unmet.map((interpreter) => (
        <span class="tag warn" key={interpreter} data-testid={`line-unmet-${slug}`}>
          {gettext("Somebody asked for this, and nobody does it: %(interpreter)s", { interpreter })}
        </span>
      ))}
      {queue.pending > 0 && (
        <span class="tag warn" data-testid={`line-pending-${slug}`}>
          {ngettext("%(n)d result to complete", "%(n)d results to complete", queue.pending)}
        </span>
      )}
    </p>
  );
}

function pressureText({ perRoom, level }: Pressure): string {
  if (perRoom === null) return gettext("Nobody attends");
  const text = { calm: gettext("Load: low"), busy: gettext("Load: medium"), high: gettext("Load: high") }[level];
  return [text, ngettext("%(n)d for each room", "%(n)d for each room", perRoom)].join(" · ");
}
