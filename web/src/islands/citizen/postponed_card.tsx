import { clock } from "../../format";
import { gettext, ngettext } from "../../i18n";
import type { CitizenView } from "../../protocol";
import { Icon } from "../../ui/icon";
import type { Controller } from "./controller";

/** While others pass: until when, and the way back. */
export function PostponedCard({ controller, view }: { controller: Controller; view: CitizenView }) {
  const { ticket, booking } = view;
  if (booking && ticket.not_before === booking.starts_at) return <HeldCard view={view} at={booking.starts_at} />;
  return (
    <section class="panel stack" data-testid="postponed" data-let-pass={ticket.let_pass ?? undefined}>
      <p class="soft small">
        {ticket.department} · {ticket.topic}
      </p>
      <h1>{gettext("You let others pass")}</h1>
      <p class="lead">{untilText(view)}</p>
      <p>{gettext("Your time of arrival is kept. You are not called meanwhile.")}</p>
      <button
        type="button"
        class="button go big full"
        data-testid="resume"
        disabled={controller.busy.value}
        onClick={() => void controller.resume()}
      >
        <Icon name="play" />
        {gettext("I am here now")}
      </button>
    </section>
  );
}

/** Who came before the hour that they booked: nothing is to be done until then. */
function HeldCard({ view, at }: { view: CitizenView; at: string }) {
  const { ticket } = view;
  return (
    <section class="panel stack" data-testid="held-until" data-at={at}>
      <p class="soft small">
        {ticket.department} · {ticket.topic}
      </p>
      <h1>{gettext("You are here: thank you")}</h1>
      <p class="lead">
        {gettext("Your hour begins at %(time)s. Then you are in the line by itself.", { time: clock(at) })}
      </p>
      <p>
        {gettext(
          "Keep this page open. From your hour on you go before those who came today, but for preferential attention.",
        )}
      </p>
    </section>
  );
}

function untilText(view: CitizenView): string {
  const { not_before, let_pass } = view.ticket;
  if (not_before) return gettext("You are back in the line at %(time)s, by itself.", { time: clock(not_before) });
  return ngettext(
    "You are back in the line by itself when %(n)d more person has been called.",
    "You are back in the line by itself when %(n)d more people have been called.",
    let_pass ?? 1,
  );
}
