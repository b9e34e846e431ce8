import { gettext } from "../../i18n";
import { Countdown } from "../../ui/countdown";
import { Icon } from "../../ui/icon";
import type { Controller } from "./controller";
import { PostponeButton } from "./postpone";
import { readinessOf } from "./state";

/** The ready check: a big question near the front; the answer counts after its time too. */
export function ReadyCard({ controller }: { controller: Controller }) {
  const view = controller.state.value.view;
  if (!view) return null;
  const readiness = readinessOf(view);
  if (readiness === "far") return null;
  if (readiness === "ready")
    return (
      <p class="callout good note" data-testid="ready">
        <Icon name="check" />
        <span>
          <b>{gettext("You said that you are ready.")}</b>{" "}
          {gettext("Stay close: you may be called at any moment, also before others who are not ready.")}
        </span>
      </p>
    );
  const asked = readiness === "asked";
  return (
    <section
      class={asked ? "panel ready asked" : "panel ready"}
      aria-labelledby="ready-title"
      data-testid="ready-check"
      data-asked={asked}
    >
      <h2 id="ready-title">{gettext("Are you ready?")}</h2>
      {asked ? (
        <div class="ready-why">
          {view.ticket.ready_until && (
            <Countdown
              until={view.ticket.ready_until}
              label={gettext("Time to answer")}
              testid="ready-countdown"
              ring
            />
          )}
          <PostponeButton controller={controller} name="ready-later" label={gettext("I need more time")} />
        </div>
      ) : (
        <p class="ready-why small">
          {gettext("Whoever is ready goes first; whoever is not yet keeps the time of arrival.")}
        </p>
      )}
      <button
        type="button"
        class="button go big full"
        data-testid="say-ready"
        disabled={controller.busy.value}
        onClick={() => void controller.sayReady()}
      >
        <Icon name="check" />
        {gettext("I am ready")}
      </button>
    </section>
  );
}
