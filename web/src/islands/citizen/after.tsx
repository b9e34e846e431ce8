import { gettext } from "../../i18n";
import { page } from "../../page";
import type { CitizenView } from "../../protocol";
import { Icon } from "../../ui/icon";
import { StepsList } from "../../ui/steps";
import type { Controller } from "./controller";
import { FolioCard, HistoryList } from "./folio";
import { LeaveButton } from "./line";

interface Props {
  controller: Controller;
}

/** After the call: the director writes the result down. */
export function Recording({ controller }: Props) {
  const view = controller.state.value.view;
  if (!view) return null;
  return (
    <div class="live-grid">
      <section class="panel stack" data-testid="recording">
        <h1>{gettext("The call has ended")}</h1>
        <p class="lead">{gettext("Your result is being recorded. It will appear here in a moment.")}</p>
        <p class="soft">
          {gettext("You may close this page: you can see the result later with your folio and your PIN.")}
        </p>
        <Steps controller={controller} />
      </section>
      <FolioCard view={view} />
    </div>
  );
}

/** The result, what follows, and what to keep. */
export function Served({ controller }: Props) {
  const view = controller.state.value.view;
  const outcome = view?.outcome;
  if (!view) return null;
  return (
    <div class="live-grid">
      <div class="stack stack-loose">
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
              <p class="keep-lines" data-testid="note">
                {outcome.note}
              </p>
            </div>
          )}
        </section>
        <Steps controller={controller} />
        <p>{gettext("Thank you for taking part in the public audience.")}</p>
      </div>
      <Aside view={view} />
    </div>
  );
}

/** Beside every state: the folio, and what happened to the place. */
function Aside({ view }: { view: CitizenView }) {
  return (
    <aside class="stack stack-loose">
      <FolioCard view={view} />
      <HistoryList history={view.history} />
    </aside>
  );
}

function Steps({ controller }: Props) {
  const steps = controller.state.value.view?.next_steps ?? [];
  if (!steps.length) return null;
  return (
    <section class="stack" aria-labelledby="steps-title">
      <h2 id="steps-title">{gettext("Your next steps")}</h2>
      <StepsList steps={steps} />
    </section>
  );
}

/** The person did not answer the call; one button brings them back, with their seniority. */
export function Absent({ controller }: Props) {
  const view = controller.state.value.view;
  if (!view) return null;
  return (
    <div class="live-grid">
      <section class="panel stack" data-testid="absent">
        <h1>{gettext("We called you and you did not answer")}</h1>
        <p class="lead">
          {gettext("Nothing is lost. Press the button and you return to the line with your time of arrival.")}
        </p>
        <button
          type="button"
          class="button big"
          data-testid="come-back"
          disabled={controller.busy.value}
          onClick={() => void controller.comeBack()}
        >
          {gettext("I am here, put me back in the line")}
        </button>
        <LeaveButton controller={controller} />
      </section>
      <Aside view={view} />
    </div>
  );
}

/** The person gave up the place. */
export function Left({ controller }: Props) {
  const view = controller.state.value.view;
  if (!view) return null;
  return (
    <div class="live-grid">
      <section class="panel stack" data-testid="left">
        <h1>{gettext("You left the line")}</h1>
        <p class="lead">{gettext("If you change your mind, you can take a new number.")}</p>
        <p>
          <a class="button" href={page().urls.home}>
            {gettext("Go to the home page")}
          </a>
        </p>
      </section>
      <FolioCard view={view} />
    </div>
  );
}

/** The session closed before the person was attended. */
export function Later({ controller }: Props) {
  const view = controller.state.value.view;
  if (!view) return null;
  return (
    <div class="live-grid">
      <section class="panel stack" data-testid="later">
        <h1>{gettext("The session ended before your turn")}</h1>
        <p class="lead">
          {gettext(
            "Your matter is not lost: it stays under your folio. Take a number at the next session and say your folio.",
          )}
        </p>
      </section>
      <Aside view={view} />
    </div>
  );
}
