import { gettext } from "../../i18n";
import type { CitizenView } from "../../protocol";
import type { Controller } from "./controller";
import { costOf, megabytes } from "./cost";
import { guestsOf } from "./state";

type Mode = CitizenView["ticket"]["data_mode"];

/** In the call: what it has cost, what it costs now, and the three ways to go on. */
export function DataPanel({ controller }: { controller: Controller }) {
  const mode = controller.state.value.view?.ticket.data_mode ?? "normal";
  const perMinute = controller.data.perMinute.value;
  const amount = megabytes(controller.data.bytes.value);
  return (
    <section class="panel stack stack-tight" aria-labelledby="data-title" data-testid="data-panel" data-mode={mode}>
      <h2 id="data-title" class="small-title">
        {gettext("Data of your telephone")}
      </h2>
      <p class="nums" data-testid="data-meter">
        {perMinute === null
          ? gettext("Used so far: %(amount)s", { amount })
          : gettext("Used so far: %(amount)s · now %(rate)s a minute", { amount, rate: megabytes(perMinute) })}
      </p>
      <fieldset class="controls" aria-label={gettext("How much data the call may use")}>
        <Way controller={controller} mode="normal" now={mode} name={gettext("Video")} />
        <Way controller={controller} mode="low" now={mode} name={gettext("Less data")} />
        <Way controller={controller} mode="voice" now={mode} name={gettext("Voice only")} />
      </fieldset>
      {mode !== "voice" && guestsOf(controller.state.value.view?.call ?? null).length > 0 && (
        <p data-testid="data-several">
          {gettext("While there are more people in the call it is more: the picture of each of them is added.")}
        </p>
      )}
      <p role="status">{modeWords(mode)}</p>
      <details>
        <summary>{gettext("What is counted")}</summary>
        <p class="soft small">
          {gettext(
            "This page, its line with us, and sound and picture both ways, since you opened this tab. Not other pages and applications; your operator may count up to a tenth more.",
          )}
        </p>
      </details>
      <details>
        <summary>{gettext("Do you hear yourself, or a whistle?")}</summary>
        <p class="soft small">
          {gettext(
            "Another telephone or tab near you has the same call open, or the loudspeaker is too loud. Close the other one or go to another room, turn the sound down, or use earphones.",
          )}
        </p>
      </details>
    </section>
  );
}

function modeWords(mode: Mode): string {
  if (mode === "voice") return gettext("Your camera is off and no picture is sent to you. The director knows why.");
  if (mode === "low") return gettext("Both pictures are smaller. The director knows why.");
  return "";
}

interface WayProps {
  controller: Controller;
  mode: Mode;
  now: Mode;
  name: string;
}

function Way({ controller, mode, now, name }: WayProps) {
  return (
    <button
      type="button"
      class="control way"
      aria-pressed={mode === now}
      data-testid={`data-${mode}`}
      onClick={() => void controller.setDataMode(mode)}
    >
      <span>{name}</span>
      <span class="small">{costOf(mode)}</span>
    </button>
  );
}
