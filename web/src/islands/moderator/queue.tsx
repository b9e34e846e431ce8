import { useMemo } from "preact/hooks";
import { minutesSince, now10 } from "../../clock";
import { clock, minutes } from "../../format";
import { gettext, ngettext } from "../../i18n";
import type { BoardQueueOut, BoardRoomOut } from "../../protocol";
import { queueWords } from "../../ui/queue_words";
import type { Controller } from "./controller";
import { dropping } from "./drag";
import { Further } from "./further";
import { pressureOf } from "./pressure";
import { Duty, Offers, Roster } from "./roster";
import { isOver, movable } from "./state";
import { OtherTicket, WaitingTicket } from "./tickets";
import { boardRoomWords } from "./words";

interface Props {
  controller: Controller;
  queue: BoardQueueOut;
}

/** One department. Drawn anew when it changed itself, and not with every change of the board. */
export function QueueColumn({ controller, queue }: Props) {
  return useMemo(() => <Column controller={controller} queue={queue} />, [controller, queue]);
}

/** Its rooms, and its line in the order of calls. */
function Column({ controller, queue: shown }: Props) {
  // What is said of the line is said of all of it, also while only some of its people are shown.
  const queue = controller.whole(shown);
  const [text, tone] = queueWords(queue.state);
  const title = `queue-${queue.department_slug}`;
  return (
    <section
      class="queue"
      aria-labelledby={title}
      data-testid={title}
      {...dropping((tickets) => controller.open(tickets, queue.department_slug))}
    >
      <header class="queue-head">
        <h2 id={title} tabIndex={-1}>
          {queue.department}
        </h2>
        <span class={`tag ${tone}`} data-testid={`line-state-${queue.department_slug}`} data-state={queue.state}>
          {text}
        </span>
      </header>
      <p class="soft small nums" data-testid={`line-counts-${queue.department_slug}`}>
        {ngettext("%(n)d person waiting", "%(n)d people waiting", queue.waiting)}{" "}
        {gettext("(limit %(n)d)", { n: queue.cap })} · {ngettext("%(n)d attended", "%(n)d attended", queue.attended)}
      </p>
      <PressureMark queue={queue} />
      <Marks queue={queue} />
      <button
        type="button"
        class="bare line-actions"
        data-testid={`line-actions-${queue.department_slug}`}
        onClick={() => controller.dispatch({ type: "ask", asked: { what: "queue", queue } })}
      >
        {gettext("This line…")} <span class="visually-hidden">{queue.department}</span>
      </button>
      <ul class="rooms" aria-label={gettext("Rooms")}>
        {queue.rooms.filter(attends(queue)).map((room) => (
          <Room key={room.room_id} controller={controller} queue={queue} room={room} />
        ))}
        {!queue.rooms.some(attends(queue)) && <li class="soft">{gettext("No room is open")}</li>}
      </ul>
      <Roster controller={controller} queue={queue} />
      <Offers controller={controller} queue={queue} />
      <Tickets controller={controller} queue={queue} shown={shown} />
    </section>
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
      {queue.waiting === 0 && <p class="soft">{gettext("Nobody is waiting")}</p>}
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
        <details class="booked" data-testid={`booked-${queue.department_slug}`}>
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

/** How many wait for each room, in words and with a colour. */
function PressureMark({ queue }: { queue: BoardQueueOut }) {
  const found = pressureOf(queue);
  if (!found) return null;
  const tone = { calm: "good", busy: "warn", high: "bad", unattended: "bad" }[found.level];
  return (
    <p class="row tags">
      <span class={`tag ${tone}`} data-testid={`pressure-${queue.department_slug}`} data-level={found.level}>
        {found.perRoom === null
          ? gettext("Pressure: nobody attends")
          : [levelWords(found.level), perRoomText(found.perRoom)].join(" · ")}
      </span>
    </p>
  );
}

function perRoomText(n: number): string {
  return ngettext("%(n)d for each room", "%(n)d for each room", n);
}

function levelWords(level: "calm" | "busy" | "high"): string {
  if (level === "high") return gettext("Pressure: high");
  return level === "busy" ? gettext("Pressure: some") : gettext("Pressure: low");
}

/** Rooms of those who stand in or are away are closed: these people are on the roster below. */
function attends(queue: BoardQueueOut): (room: BoardRoomOut) => boolean {
  const others = new Set(queue.roster.filter((one) => one.part !== "director").map((one) => one.room_id));
  return (room) => !others.has(room.room_id);
}

/** What a moderator should know of a line at one look: its break, that it is too late today, results that are owed. */
function Marks({ queue }: { queue: BoardQueueOut }) {
  const { paused_reason, paused_until } = queue;
  if (!paused_reason && !queue.late && !queue.pending && queue.unmet.length === 0) return null;
  return (
    <p class="row tags">
      {paused_reason && (
        <span class="tag warn" data-testid={`line-pause-${queue.department_slug}`}>
          {paused_reason}
          {paused_until && ` · ${gettext("Until %(time)s", { time: clock(paused_until) })}`}
        </span>
      )}
      {queue.late && (
        <span class="tag bad" data-testid={`line-late-${queue.department_slug}`}>
          {gettext("Admits nobody: not enough time today")}
        </span>
      )}
      {queue.unmet.map((interpreter) => (
        <span class="tag warn" key={interpreter} data-testid={`line-unmet-${queue.department_slug}`}>
          {gettext("Somebody asked for this, and nobody does it: %(interpreter)s", { interpreter })}
        </span>
      ))}
      {queue.pending > 0 && (
        <span class="tag warn" data-testid={`line-pending-${queue.department_slug}`}>
          {ngettext("%(n)d result to complete", "%(n)d results to complete", queue.pending)}
        </span>
      )}
    </p>
  );
}

function Room({ controller, queue, room }: Props & { room: BoardRoomOut }) {
  const [text, tone] = boardRoomWords(room);
  const others = room.serves.filter((slug) => slug !== queue.department_slug);
  const name = (slug: string) => controller.departments.value.get(slug) ?? slug;
  return (
    <li class="stack stack-tight" data-testid={`room-${room.room_id}`} data-state={room.state}>
      <div class="row spread">
        <span>{room.director}</span>
        <span class="row">
          {room.number && (
            <b class="nums nowrap">
              {room.number}
              {room.since && ` · ${minutes(minutesSince(room.since, now10.value))}`}
            </b>
          )}
          <span class={`tag ${tone}`}>{text}</span>
        </span>
      </div>
      <p class="row tags small">
        {room.paused_reason && (
          <span class="tag plain">
            {room.paused_reason}
            {room.paused_until && ` · ${gettext("Until %(time)s", { time: clock(room.paused_until) })}`}
          </span>
        )}
        {room.draining && <span class="tag warn">{gettext("Closes after this person")}</span>}
        {room.interpreter && <span class="tag plain need">{room.interpreter}</span>}
        {room.poor_line && (
          <span class="tag warn" data-testid={`poor-line-${room.room_id}`}>
            {gettext("Poor connection")}
          </span>
        )}
      </p>
      {others.length > 0 && (
        <p class="soft small">
          {gettext("Also attends: %(departments)s", { departments: others.map(name).join(", ") })}
        </p>
      )}
      <button
        type="button"
        class="bare small"
        data-testid={`served-${room.room_id}`}
        onClick={() => controller.dispatch({ type: "ask", asked: { what: "served", room } })}
      >
        {gettext("Lines it attends…")} <span class="visually-hidden">{room.director}</span>
      </button>
      <Duty controller={controller} queue={queue} room={room} />
    </li>
  );
}
