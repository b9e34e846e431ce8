import { useEffect, useRef, useState } from "preact/hooks";
import { gettext } from "../../i18n";
import type { DirectorView, RecordOutcome } from "../../protocol";
import type { Controller } from "./controller";
import { dispositionsOf } from "./state";

interface Props {
  controller: Controller;
  view: DirectorView;
}

type Outcome = RecordOutcome["outcome"];

/** The result of the attention. Until it is recorded the room calls nobody. */
export function OutcomeForm({ controller, view }: Props) {
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [disposition, setDisposition] = useState("");
  const [errors, setErrors] = useState<[string, string][]>([]);
  const form = useRef<HTMLFormElement>(null);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  const submit = (event: Event) => {
    event.preventDefault();
    const found = problems(outcome, disposition);
    setErrors(found);
    if (found.length || !outcome || !form.current) return;
    const values = new FormData(form.current);
    void controller.record({
      outcome,
      disposition,
      note_to_citizen: String(values.get("note_to_citizen") ?? ""),
      note_internal: String(values.get("note_internal") ?? ""),
    });
  };
  return (
    <form ref={form} class="panel stack" onSubmit={submit} noValidate data-testid="outcome-form">
      <h2 tabIndex={-1} ref={title}>
        {gettext("Result of the attention of %(number)s", { number: view.current?.number ?? "" })}
      </h2>
      <p class="soft">{gettext("The next person can be called once the result is recorded.")}</p>
      {errors.length > 0 && <Summary errors={errors} />}
      <OutcomeChoice
        chosen={outcome}
        onChoose={(value) => {
          setOutcome(value);
          setDisposition("");
        }}
      />
      {outcome && (
        <fieldset>
          <legend>{gettext("Kind of answer")}</legend>
          <div class="choices">
            {dispositionsOf(view, outcome).map((each, index) => (
              <Radio
                key={each.code}
                id={index === 0 ? "disposition" : `disposition-${each.code}`}
                name="disposition"
                label={each.label}
                testid={`disposition-${each.code}`}
                checked={disposition === each.code}
                onCheck={() => setDisposition(each.code)}
              />
            ))}
          </div>
        </fieldset>
      )}
      <Note
        name="note_to_citizen"
        label={gettext("Note to the citizen (optional)")}
        hint={gettext("The person reads it now and later with the folio.")}
      />
      <Note name="note_internal" label={gettext("Internal note (optional)")} hint={gettext("Only staff reads it.")} />
      <button type="submit" class="button big" data-testid="record-outcome" disabled={controller.busy.value}>
        {gettext("Record the result")}
      </button>
    </form>
  );
}

function problems(outcome: Outcome | null, disposition: string): [string, string][] {
  if (!outcome) return [["outcome", gettext("Choose how the attention ended.")]];
  if (!disposition) return [["disposition", gettext("Choose the kind of answer.")]];
  return [];
}

function Summary({ errors }: { errors: readonly [string, string][] }) {
  return (
    <div class="error-summary" role="alert">
      <h3>{gettext("There is a problem")}</h3>
      <ul>
        {errors.map(([id, text]) => (
          <li key={id}>
            <a
              href={`#${id}`}
              onClick={(event) => {
                event.preventDefault();
                document.getElementById(id)?.focus();
              }}
            >
              {text}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}

function OutcomeChoice({ chosen, onChoose }: { chosen: Outcome | null; onChoose: (outcome: Outcome) => void }) {
  const options: [Outcome, string, string][] = [
    ["resolved_immediately", gettext("With an immediate answer"), gettext("The person leaves with what they needed.")],
    ["in_process", gettext("In process"), gettext("Something remains to be done; it is followed up under the folio.")],
  ];
  return (
    <fieldset>
      <legend>{gettext("How did the attention end?")}</legend>
      <div class="choices">
        {options.map(([value, label, hint], index) => (
          <Radio
            key={value}
            id={index === 0 ? "outcome" : `outcome-${value}`}
            name="outcome"
            label={label}
            hint={hint}
            testid={`outcome-${value}`}
            checked={chosen === value}
            onCheck={() => onChoose(value)}
          />
        ))}
      </div>
    </fieldset>
  );
}

interface RadioProps {
  id: string;
  name: string;
  label: string;
  hint?: string;
  testid: string;
  checked: boolean;
  onCheck: () => void;
}

function Radio({ id, name, label, hint, testid, checked, onCheck }: RadioProps) {
  return (
    <div class="choice">
      <input type="radio" id={id} name={name} data-testid={testid} checked={checked} onChange={onCheck} />
      <label for={id}>
        {label}
        {hint && <span class="hint">{hint}</span>}
      </label>
    </div>
  );
}

function Note({ name, label, hint }: { name: string; label: string; hint: string }) {
  return (
    <div class="field">
      <label class="label" for={name}>
        {label}
      </label>
      <span class="hint" id={`${name}-hint`}>
        {hint}
      </span>
      <textarea class="input" id={name} name={name} maxLength={2000} rows={3} aria-describedby={`${name}-hint`} />
    </div>
  );
}
