import type { RefObject } from "preact";
import { useRef, useState } from "preact/hooks";
import { gettext } from "../../i18n";
import type { DirectorView, NoteTemplateOut, RecordOutcome, WorkingNoteOut } from "../../protocol";
import { Choice, ErrorSummary, NoteField } from "../../ui/fields";
import { dispositionsOf } from "./state";
import { WorkingNote } from "./working_note";

export type Outcome = Omit<RecordOutcome, "command_id" | "version">;
type Kind = Outcome["outcome"];

export interface OutcomeForm {
  /** Begins the ids and test ids, where two such forms can be on one page. */
  prefix: string;
  ref: RefObject<HTMLFormElement | null>;
  outcome: Kind | null;
  disposition: string;
  errors: readonly (readonly [string, string])[];
  choose: (outcome: Kind) => void;
  setDisposition: (disposition: string) => void;
  submit: (event: Event) => void;
}

/** What is chosen and written in a form of a result; `send` gets it once it is complete. */
export function useOutcome(prefix: string, send: (outcome: Outcome) => void): OutcomeForm {
  const [outcome, setOutcome] = useState<Kind | null>(null);
  const [disposition, setDisposition] = useState("");
  const [errors, setErrors] = useState<OutcomeForm["errors"]>([]);
  const ref = useRef<HTMLFormElement>(null);
  const submit = (event: Event) => {
    event.preventDefault();
    const found = problems(prefix, outcome, disposition);
    setErrors(found);
    if (found.length || !outcome || !ref.current) return;
    const values = new FormData(ref.current);
    send({
      outcome,
      disposition,
      note_to_citizen: String(values.get(`${prefix}note_to_citizen`) ?? ""),
      note_internal: String(values.get(`${prefix}note_internal`) ?? ""),
    });
  };
  const choose = (value: Kind) => {
    setOutcome(value);
    setDisposition("");
  };
  return { prefix, ref, outcome, disposition, errors, choose, setDisposition, submit };
}

function problems(prefix: string, outcome: Kind | null, disposition: string): OutcomeForm["errors"] {
  if (!outcome) return [[`${prefix}outcome`, gettext("Choose how the attention ended.")]];
  if (!disposition) return [[`${prefix}disposition`, gettext("Choose the kind of answer.")]];
  return [];
}

/** The fields of a result. */
export function OutcomeFields(props: {
  view: Pick<DirectorView, "dispositions">;
  form: OutcomeForm;
  note: WorkingNoteOut;
  templates?: readonly NoteTemplateOut[];
  busy: boolean;
  save?: (text: string, seen: number) => Promise<boolean>;
}) {
  const { view, form, note, templates = [], busy, save } = props;
  const { prefix, outcome, disposition } = form;
  return (
    <>
      <ErrorSummary errors={form.errors} />
      <OutcomeChoice form={form} />
      {outcome && (
        <fieldset>
          <legend>{gettext("Kind of answer")}</legend>
          <div class="choices">
            {dispositionsOf(view, outcome).map((each, index) => (
              <Choice
                key={each.code}
                id={index === 0 ? `${prefix}disposition` : `${prefix}disposition-${each.code}`}
                name={`${prefix}disposition`}
                label={each.label}
                testid={`${prefix}disposition-${each.code}`}
                checked={disposition === each.code}
                onCheck={() => form.setDisposition(each.code)}
              />
            ))}
          </div>
        </fieldset>
      )}
      <NoteField
        name={`${prefix}note_to_citizen`}
        label={gettext("Note to the citizen (optional)")}
        hint={gettext("The person reads it now and later with the folio.")}
      />
      <WorkingNote name={`${prefix}note_internal`} note={note} templates={templates} busy={busy} save={save} />
    </>
  );
}

function OutcomeChoice({ form }: { form: OutcomeForm }) {
  const { prefix } = form;
  const options: [Kind, string, string][] = [
    ["resolved_immediately", gettext("With an immediate answer"), gettext("The person leaves with what they needed.")],
    ["in_process", gettext("In process"), gettext("Something remains to be done; it is followed up under the folio.")],
  ];
  return (
    <fieldset>
      <legend>{gettext("How did the attention end?")}</legend>
      <div class="choices">
        {options.map(([value, label, hint], index) => (
          <Choice
            key={value}
            id={index === 0 ? `${prefix}outcome` : `${prefix}outcome-${value}`}
            name={`${prefix}outcome`}
            label={label}
            hint={hint}
            testid={`${prefix}outcome-${value}`}
            checked={form.outcome === value}
            onCheck={() => form.choose(value)}
          />
        ))}
      </div>
    </fieldset>
  );
}
