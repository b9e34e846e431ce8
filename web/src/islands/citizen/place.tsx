import { minutesSince, now } from "../../clock";
import { clock, minutes } from "../../format";
import { gettext, ngettext } from "../../i18n";
import type { CitizenView, LineOut } from "../../protocol";
import { Icon } from "../../ui/icon";
import { Estimate } from "./estimate";
import { aheadText } from "./news_words";

/** The place, when the call will come, and the line as a picture. What changes is read out by the live regions. */
export function PlaceCard({ view }: { view: CitizenView }) {
  const { line, ticket } = view;
  return (
    <section class="panel stack" aria-labelledby="place-title">
      <p class="soft">
        {ticket.department} · {ticket.topic}
      </p>
      <h1 id="place-title" class="place" data-testid="place" data-place={line?.place}>
        {line ? gettext("Your place: %(place)d", { place: line.place }) : gettext("You are in the line")}
      </h1>
      <p class="lead">{line && aheadText(line.place - 1)}</p>
      {ticket.preferential && (
        <p>
          <span class="tag good" data-testid="preferential">
            {gettext("Preferential attention")}
          </span>
        </p>
      )}
      <Estimate view={view} />
      {line && <Seats line={line} own={ticket.number} />}
      <QueueNote view={view} />
      <p class="soft small nums">
        {view.booking
          ? gettext("You booked this place. Your hour began at %(time)s.", { time: clock(view.booking.starts_at) })
          : gettext("You arrived at %(time)s, %(ago)s ago.", {
              time: clock(ticket.joined_at),
              ago: minutes(minutesSince(ticket.joined_at, now.value)),
            })}
      </p>
    </section>
  );
}

/** The line as a picture: one seat each, by public number, the own one marked in words too. */
function Seats({ line, own }: { line: LineOut; own: string }) {
  const behind = line.place > line.front.length;
  return (
    <ol class="seats" aria-label={gettext("The line, the next one first")} data-testid="seats">
      {line.front.map((number) => (
        <Seat key={number} number={number} mine={number === own} />
      ))}
      {behind && (
        <li class="seats-gap" key="gap">
          <span aria-hidden="true">···</span>
          <span class="visually-hidden">{gettext("and others")}</span>
        </li>
      )}
      {behind && <Seat key={own} number={own} mine />}
    </ol>
  );
}

function Seat({ number, mine }: { number: string; mine: boolean }) {
  return (
    <li
      class={mine ? "seat mine" : "seat"}
      aria-current={mine ? "true" : undefined}
      data-testid={mine ? "my-seat" : undefined}
    >
      <Icon name="person" />
      <span class="nums nowrap">{number}</span>
      {mine && <b>{gettext("You")}</b>}
    </li>
  );
}

/** How the line stands, where that is not simply "open": the lobby, a break, the end of the day. */
export function QueueNote({ view }: { view: CitizenView }) {
  const told = queueText(view);
  if (told)
    return (
      <p class={told.plain ? "callout" : "callout warn"} data-testid="queue-state" data-state={view.queue_state}>
        {told.text}
      </p>
    );
  const { line } = view;
  if (!line) return null;
  return (
    <p class="row" data-testid="queue-state" data-state={view.queue_state}>
      <span class="tag good">{ngettext("%(n)d person attending", "%(n)d people attending", line.rooms_open)}</span>
      <span class="tag plain">{ngettext("%(n)d in a call now", "%(n)d in a call now", line.rooms_busy)}</span>
    </p>
  );
}

function queueText(view: CitizenView): { text: string; plain?: boolean } | null {
  const { line, queue_state, session } = view;
  if (session.state === "lobby")
    return {
      text: gettext("The session begins at %(time)s. Your place is already kept.", { time: clock(session.opens_at) }),
      plain: true,
    };
  if (queue_state === "closed")
    return { text: gettext("This department has ended for today. What you have to do is told here in a moment.") };
  if (view.queue_pause) return { text: pauseText(view.queue_pause) };
  if (queue_state === "paused" || (line && line.rooms_open === 0))
    return {
      text: gettext(
        "Nobody is attending in this department at this moment. The line goes on by itself when they return.",
      ),
    };
  if (queue_state === "draining")
    return { text: gettext("This line takes nobody more today. Whoever is in it, you too, is attended."), plain: true };
  if (session.state === "closing")
    return {
      text: gettext(
        "The session is ending. Whoever cannot be attended any more keeps the folio and has priority next time.",
      ),
    };
  return null;
}

function pauseText(pause: NonNullable<CitizenView["queue_pause"]>): string {
  const { reason, until } = pause;
  if (!until)
    return gettext("This line is on a break (%(reason)s). It goes on by itself; your place is kept.", { reason });
  return gettext("This line is on a break (%(reason)s). It goes on at about %(time)s; your place is kept.", {
    reason,
    time: clock(until),
  });
}
