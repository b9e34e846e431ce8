import { clock } from "../../format";
import { gettext, ngettext } from "../../i18n";
import type { CitizenView, LineOut } from "../../protocol";
import { Icon } from "../../ui/icon";
import { Estimate } from "./estimate";
import { aheadText } from "./news_words";

/** The place, when the call will come, and the line as a picture. What changes is read out by the live regions. */
export function PlaceCard({ view }: { view: CitizenView }) {
  const { line, ticket } = view;
  return (
    <section class="panel place-card" aria-labelledby="place-title">
      <p class="soft small">
        {ticket.department} · {ticket.topic}
      </p>
      <Headline view={view} />
      {ticket.preferential && (
        <p>
          <span class="tag good" data-testid="preferential">
            {gettext("Preferential attention")}
          </span>
        </p>
      )}
      <Estimate view={view} />
      {line && <Seats line={line} own={ticket.number} />}
    </section>
  );
}

/** The place as a large numeral; while nobody attends, that instead. */
function Headline({ view }: { view: CitizenView }) {
  const { line } = view;
  const told = queueText(view);
  if (!line || told?.stands)
    return (
      <h1 id="place-title" class="stands" data-testid="place" data-place={line?.place}>
        {told ? <State view={view}>{told.text}</State> : gettext("You are in the line")}
      </h1>
    );
  return (
    <>
      <div class="place-head">
        <h1 id="place-title" class="place" data-testid="place" data-place={line.place}>
          <span>{gettext("Your place:")}</span> <b>{line.place}</b>
        </h1>
        <div>
          <p class="strong">{aheadText(line.place - 1)}</p>
          {!told && (
            <p class="soft small">
              <State view={view}>{attendingText(line)}</State>
            </p>
          )}
        </div>
      </div>
      <QueueNote view={view} />
    </>
  );
}

/** The line as a picture: one seat each, by public number, the own one marked in words too. */
function Seats({ line, own }: { line: LineOut; own: string }) {
  const between = line.place - line.front.length - 1;
  return (
    <ol class="seats" aria-label={gettext("The line, the next one first")} data-testid="seats">
      {line.front.map((number) => (
        <Seat key={number} number={number} mine={number === own} />
      ))}
      {between > 0 && (
        <li class="seats-gap" key="gap">
          <span aria-hidden="true">···</span>
          <span class="visually-hidden">{gettext("and others")}</span>
        </li>
      )}
      {between >= 0 && <Seat key={own} number={own} mine />}
    </ol>
  );
}

function Seat({ number, mine }: { number: string; mine: boolean }) {
  return (
    <li class="seat" aria-current={mine ? "true" : undefined} data-testid={mine ? "my-seat" : undefined}>
      <Icon name="person" />
      <span class="nums nowrap">{number}</span>
      {mine && <b>{gettext("You")}</b>}
    </li>
  );
}

/** A change of the line that people in it go on to be attended in: the end of the day, nobody more. */
export function QueueNote({ view }: { view: CitizenView }) {
  const told = queueText(view);
  if (!told) return null;
  return (
    <p class={told.plain ? "callout" : "callout warn"}>
      <State view={view}>{told.text}</State>
    </p>
  );
}

function State({ view, children }: { view: CitizenView; children: string }) {
  return (
    <span data-testid="queue-state" data-state={view.queue_state}>
      {children}
    </span>
  );
}

function attendingText(line: LineOut): string {
  const attending = ngettext("%(n)d person attending", "%(n)d people attending", line.rooms_open);
  const calls = ngettext("%(n)d in a call now", "%(n)d in a call now", line.rooms_busy);
  return `${attending} · ${calls}`;
}

/** How the line is, where that is not simply "open". `stands`: nobody is called meanwhile. */
function queueText(view: CitizenView): { text: string; plain?: boolean; stands?: boolean } | null {
  const { line, queue_state, session } = view;
  if (session.state === "lobby")
    return {
      text: gettext("The session begins at %(time)s. Your place is already kept.", { time: clock(session.opens_at) }),
      plain: true,
      stands: true,
    };
  if (queue_state === "closed")
    return {
      text: gettext("This department has ended for today. What you have to do is told here in a moment."),
      stands: true,
    };
  if (view.queue_pause) return { text: pauseText(view.queue_pause), stands: true };
  if (queue_state === "paused" || (line && line.rooms_open === 0))
    return {
      text: gettext("Nobody is attending at this moment. The line goes on by itself when they return."),
      stands: true,
    };
  if (session.state === "closing")
    return {
      text: gettext(
        "The session is ending. Whoever cannot be attended any more keeps the folio and has priority next time.",
      ),
    };
  if (queue_state === "draining")
    return { text: gettext("This line takes nobody more today. You are in it and keep your place."), plain: true };
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
