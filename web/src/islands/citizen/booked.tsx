import { useState } from "preact/hooks";
import { clock, day } from "../../format";
import { gettext } from "../../i18n";
import type { BookingOut, CitizenView } from "../../protocol";
import { Confirm } from "../../ui/confirm";
import { Icon } from "../../ui/icon";
import type { Controller } from "./controller";
import { HistoryList } from "./folio";
import { KeepCard } from "./keep";

/** A place that was booked: when, how to check in, and the way out of it. */
export function Booked({ controller }: { controller: Controller }) {
  const view = controller.state.value.view;
  if (!view?.booking) return null;
  return (
    <div class="waiting">
      <div class="stack">
        <Appointment controller={controller} view={view} booking={view.booking} />
        <p>
          <a class="button second" href="/turno/cita.ics" data-testid="calendar-file">
            <Icon name="clock" />
            {gettext("Put it into my calendar")}
          </a>
        </p>
      </div>
      <aside class="stack">
        <KeepCard view={view} />
        <HistoryList history={view.history} open />
        <GiveUp controller={controller} />
      </aside>
    </div>
  );
}

function Appointment(props: { controller: Controller; view: CitizenView; booking: BookingOut }) {
  const { controller, view, booking } = props;
  const values = { begins: clock(booking.starts_at), ends: clock(booking.ends_at) };
  return (
    <section class="panel stack" aria-labelledby="booked-title" data-testid="booked" data-starts={booking.starts_at}>
      <p class="soft small">
        {view.ticket.department} · {view.ticket.topic}
      </p>
      <h1 id="booked-title">{gettext("Your appointment")}</h1>
      <p class="lead">
        <b>{day(view.session.day)}</b>
        <br />
        <b class="nums">{gettext("between %(begins)s and %(ends)s", values)}</b>
      </p>
      {canCheckIn(view) ? (
        <>
          <p>
            {booking.clock_doubted
              ? `${gettext("Say that you are here.")} ${clockChecked()}`
              : gettext("Say that you are here, by %(until)s at the latest. Then the place is given free.", {
                  until: clock(booking.lapses_at),
                })}
          </p>
          <button
            type="button"
            class="button go big full"
            data-testid="check-in"
            disabled={controller.busy.value}
            onClick={() => void controller.checkIn()}
          >
            <Icon name="check" />
            {gettext("I am here")}
          </button>
        </>
      ) : (
        <ul class="ticks">
          <li>
            {gettext("That day open this page again, from %(start)s on, and press “I am here”.", {
              start: clock(booking.check_in_at),
            })}
          </li>
          <li>
            {booking.clock_doubted
              ? clockChecked()
              : gettext("At %(until)s the place is given free if you have not pressed it.", {
                  until: clock(booking.lapses_at),
                })}
          </li>
          <li>{gettext("On another device you open this page with your folio and your PIN.")}</li>
        </ul>
      )}
    </section>
  );
}

function clockChecked(): string {
  return gettext("We are checking the clock of the service: meanwhile no place is given free.");
}

/** From the lobby on. */
export function canCheckIn(view: CitizenView): boolean {
  return view.session.state === "lobby" || view.session.state === "open";
}

function GiveUp({ controller }: { controller: Controller }) {
  const [asking, setAsking] = useState(false);
  return (
    <div>
      <button type="button" class="bare" onClick={() => setAsking(true)} data-testid="give-up">
        {gettext("I cannot come: give the place up")}
      </button>
      {asking && (
        <Confirm
          name="give-up"
          danger
          title={gettext("Do you want to give up your appointment?")}
          confirm={gettext("Yes, give it up")}
          cancel={gettext("Keep my place")}
          busy={controller.busy.value}
          onConfirm={() => void controller.leave()}
          onClose={() => setAsking(false)}
        >
          <p>{gettext("The place is free for somebody else at once. You can book another one while there are any.")}</p>
        </Confirm>
      )}
    </div>
  );
}
