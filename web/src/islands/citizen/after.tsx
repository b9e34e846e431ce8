import { gettext } from "../../i18n";
import type { CitizenView } from "../../protocol";
import { Promised } from "../../ui/commitments";
import { Icon } from "../../ui/icon";
import { StepsList } from "../../ui/steps";
import { ConductCard } from "./conduct";
import type { Controller } from "./controller";
import { FolioCard, HistoryList } from "./folio";
import { MattersCard } from "./matters";
import { TakeAlong } from "./take_along";
import { RatingCard, WordCard } from "./word";

interface Props {
  controller: Controller;
}

/** After the call: the director writes the result down, now or later. */
export function Recording({ controller }: Props) {
  const view = controller.state.value.view;
  if (!view) return null;
  const later = view.ticket.state === "outcome_pending";
  return (
    <div class="live-grid">
      <div class="stack stack-loose">
        <section class="panel stack" data-testid="recording" data-later={later}>
          <h1>{gettext("The call has ended")}</h1>
          <p class="lead">
            {later
              ? gettext("Your result is completed later. It will appear here and under your folio.")
              : gettext("Your result is being recorded. It will appear here in a moment.")}
          </p>
          <p class="soft">
            {gettext("You may close this page: you can see the result later with your folio and your PIN.")}
          </p>
          <Steps view={view} />
        </section>
        <ConductCard view={view} />
        <MattersCard controller={controller} />
      </div>
      <FolioCard view={view} />
    </div>
  );
}

/** The result, what follows, and what to keep. */
export function Served({ controller }: Props) {
  const view = controller.state.value.view;
  if (!view) return null;
  return (
    <div class="live-grid">
      <div class="stack stack-loose">
        <ConductCard view={view} />
        <Result view={view} />
        <WordCard controller={controller} />
        <RatingCard controller={controller} />
        <Steps view={view} />
        <TakeAlong view={view} />
        <p>{gettext("Thank you for taking part in the public audience.")}</p>
      </div>
      <Aside view={view} />
    </div>
  );
}

function Result({ view }: { view: CitizenView }) {
  const { outcome } = view;
  return (
    <section class="panel stack" data-testid="served" data-outcome={outcome?.outcome}>
      <h1 class="note">
        <Icon name="check" />
        <span>{outcome ? outcome.label : gettext("You have been attended")}</span>
      </h1>
      {outcome?.follows && (
        <div class="callout good">
          <p class="strong">{gettext("What follows")}</p>
          <p data-testid="follows">{outcome.follows}</p>
        </div>
      )}
      {outcome?.note && (
        <div class="callout">
          <p class="strong">{gettext("What the staff tells you")}</p>
          <p class={outcome.damaged ? "damaged" : "keep-lines"} data-testid="note">
            {outcome.note}
          </p>
        </div>
      )}
    </section>
  );
}

/** Beside every state: the folio, and what happened to the place. */
export function Aside({ view }: { view: CitizenView }) {
  return (
    <aside class="stack stack-loose">
      <FolioCard view={view} />
      <HistoryList history={view.history} />
    </aside>
  );
}

function Steps({ view }: { view: CitizenView }) {
  return (
    <>
      {view.next_steps.length > 0 && (
        <section class="stack" aria-labelledby="steps-title">
          <h2 id="steps-title">{gettext("Your next steps")}</h2>
          <StepsList steps={view.next_steps} />
        </section>
      )}
      <Promised found={view.commitments} />
    </>
  );
}
