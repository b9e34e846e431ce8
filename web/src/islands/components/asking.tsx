import { useState } from "preact/hooks";
import { gettext } from "../../i18n";
import type { KnockOut } from "../../protocol";
import { Answers } from "../../ui/answers";
import { Countdown } from "../../ui/countdown";
import { Choice, ErrorSummary, NoteField, Select } from "../../ui/fields";
import { KnockQuestion } from "../../ui/knock";
import { Part } from "./part";

const HOUR_MS = 3_600_000;

/** What asks somebody for something. */
export function Asking({ at }: { at: number }) {
  const until = new Date(at + HOUR_MS).toISOString();
  const knock: KnockOut = {
    knock_id: 1,
    role: "asked",
    director: "Irma Salgado",
    department: "Agua y Drenaje",
    expires_at: until,
    answered: false,
  };
  const hint = gettext("If it does not happen, the call goes on as it is.");
  return (
    <>
      <FieldsPart />
      <Part file="answers">
        <Answers name="sample-usual" confirm={gettext("Yes, I agree")} cancel={gettext("Close")} onClose={nothing} />
        <Answers
          name="sample-danger"
          confirm={gettext("End the call")}
          cancel={gettext("Close")}
          danger
          onClose={nothing}
        />
        <Answers
          name="sample-off"
          confirm={gettext("Yes, I agree")}
          cancel={gettext("Close")}
          disabled
          onClose={nothing}
        />
      </Part>
      <Part file="countdown">
        <Countdown until={until} label={gettext("Time to answer")} testid="sample-bar" />
        <Countdown until={until} label={gettext("Time to answer")} testid="sample-ring" ring />
      </Part>
      <Part file="knock">
        <KnockQuestion knock={knock} busy={false} hint={hint} onAnswer={nothing} />
        <KnockQuestion knock={{ ...knock, answered: true }} busy={false} hint={hint} onAnswer={nothing} />
      </Part>
    </>
  );
}

function nothing(): void {}

function FieldsPart() {
  const [chosen, setChosen] = useState("");
  const [ticked, setTicked] = useState(false);
  const wrong = gettext("Choose what you found.");
  const options = [["agua", "Agua y Drenaje"]] as const;
  const select = { none: gettext("All lines"), options, value: chosen, onSelect: setChosen };
  return (
    <Part file="fields">
      <ErrorSummary errors={[["sample-wrong", wrong]]} />
      <Select {...select} id="sample-select" testid="sample-select" label={gettext("To whom?")} />
      <Select {...select} id="sample-wrong" testid="sample-wrong" label={gettext("To whom?")} wrong={wrong} />
      <Select {...select} id="sample-disabled" testid="sample-disabled" label={gettext("To whom?")} disabled />
      <fieldset>
        <legend>{gettext("What did you find?")}</legend>
        <div class="choices">
          <Choice
            id="sample-choice"
            name="sample"
            testid="sample-choice"
            label={gettext("It stands")}
            hint={gettext("The person reads that the ending was reviewed and stands.")}
            checked={!ticked}
            onCheck={(on) => setTicked(!on)}
          />
          <Choice
            id="sample-choice-2"
            name="sample"
            testid="sample-choice-2"
            label={gettext("Reversed")}
            checked={ticked}
            onCheck={setTicked}
          />
          <Choice
            type="checkbox"
            id="sample-box"
            name="sample-box"
            testid="sample-box"
            label={gettext("Sound for what is new")}
            checked={ticked}
            onCheck={setTicked}
          />
        </div>
      </fieldset>
      <NoteField
        name="note_sample"
        label={gettext("Note on the review (optional)")}
        hint={gettext("Kept sealed; the person does not read it.")}
      />
    </Part>
  );
}
