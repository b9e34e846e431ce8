import { gettext } from "../../i18n";
import type { WaitsOut } from "../../protocol";
import { Countdown } from "../../ui/countdown";
import type { Controller } from "./controller";

/** Somebody of the citizen's trust asks to come in: let in, or not. */
export function Waiting({ controller, waits }: { controller: Controller; waits: WaitsOut }) {
  const { name, relative_id } = waits;
  const answer = (admit: boolean) => void controller.answerRelative(relative_id, admit);
  return (
    <section class="panel invitation stack" aria-labelledby="relative-title" data-testid="relative-waits">
      <h2 id="relative-title">{gettext("%(name)s asks to come in", { name })}</h2>
      <p class="lead">
        {waits.signs
          ? gettext(
              "The person you are attending invited them to interpret in sign language. They would see and hear all who are in the call.",
            )
          : gettext("The person you are attending invited them. They would see and hear all who are in the call.")}
      </p>
      <Countdown until={waits.expires_at} label={gettext("Time to answer")} testid="relative-countdown" />
      <div class="row">
        <button
          type="button"
          class="button"
          data-testid="relative-admit"
          disabled={controller.busy.value}
          onClick={() => answer(true)}
        >
          {gettext("Let %(name)s in", { name })}
        </button>
        <button
          type="button"
          class="button second"
          data-testid="relative-refuse"
          disabled={controller.busy.value}
          onClick={() => answer(false)}
        >
          {gettext("Do not let in")}
        </button>
      </div>
    </section>
  );
}
