import type { Signal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { gettext } from "../../i18n";
import type {
  DirectorView,
  DispositionOut,
  NoteTemplateOut,
  Problem,
  RecordOutcome,
  WorkingNoteOut,
} from "../../protocol";
import { Choice, ErrorSummary, NoteField, Wrong } from "../../ui/fields";
import type { CitizenWords } from "./drafts";
import { dispositionsOf } from "./state";
import { type NoteDraft, WorkingNote } from "./working_note";

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
  /** Chooses the outcome and the kind of answer at once. */
  pick: (one: DispositionOut) => void;
  /** What was chosen and written; `null` when something is missing, which is then shown. */
  take: () => Outcome | null;
  submit: (event: Event) => void;
}

interface Asks {
  view: Pick<DirectorView, "dispositions">;
  /** Whether a next step has a date already; where that is not known here, the server says that one is missing. */
  dated: boolean;
  /** What the server refused. */
  refused: Problem | null;
  /** The internal note, where the form does not show it. */
  note?: string | undefined;
  /** What the citizen is told, whether or not the form shows the field. */
  toCitizen: CitizenWords;
  /** Told when something is missing. */
  onMissing?: () => void;
  /** Whether something was typed beside the form and not sent, which is then shown. */
  isUnsent?: () => boolean;
}

/** Where a refused result is put right; anything else that was refused is said at the button alone. */
function placeOf(refused: Problem | null, prefix: string): string | null {
  if (refused?.code === "matters_left") return "matters-title";
  return refused?.code === "date_needed" ? `${prefix}due` : null;
}

/** What is chosen and written in a form of a result; `send` gets it once it is complete. What is missing gets the focus. */
export function useOutcome(prefix: string, asks: Asks, send: (outcome: Outcome) => void): OutcomeForm {
  const { view, dated, refused } = asks;
  const [outcome, setOutcome] = useState<Kind | null>(null);
  const [disposition, setDisposition] = useState("");
  const [missing, setMissing] = useState<OutcomeForm["errors"]>([]);
  const ref = useRef<HTMLFormElement>(null);
  const place = placeOf(refused, prefix);
  const errors: OutcomeForm["errors"] = refused && place ? [...missing, [place, refused.message]] : missing;
  useEffect(() => {
    if (missing.length || place) ref.current?.querySelector<HTMLElement>(".error-summary")?.focus();
  }, [missing, place, refused]);
  const take = () => {
    setMissing([]);
    if (!ref.current || asks.isUnsent?.()) return null;
    const values = new FormData(ref.current);
    const due = String(values.get(`${prefix}due`) ?? "");
    const undated = promisesDate(view, disposition) && !dated && !due;
    const found = problems(prefix, outcome, disposition, undated);
    setMissing(found);
    if (found.length) asks.onMissing?.();
    if (found.length || !outcome) return null;
    return {
      outcome,
      disposition,
      due: due || null,
      note_to_citizen: asks.toCitizen.note_to_citizen.peek(),
      note_internal: String(values.get(`${prefix}note_internal`) ?? asks.note ?? ""),
    };
  };
  const submit = (event: Event) => {
    event.preventDefault();
    const found = take();
    if (found) send(found);
  };
  const pick = (one: DispositionOut) => {
    setOutcome(one.outcome);
    setDisposition(one.code);
    setMissing([]);
  };
  const choose = (value: Kind) => {
    setOutcome(value);
    setDisposition("");
  };
  return { prefix, ref, outcome, disposition, errors, choose, setDisposition, pick, take, submit };
}

function promisesDate(view: Asks["view"], disposition: string): boolean {
  return view.dispositions.some((one) => one.code === disposition && one.needs_date);
}

function problems(prefix: string, outcome: Kind | null, disposition: string, undated: boolean): OutcomeForm["errors"] {
  if (!outcome) return [[`${prefix}outcome`, gettext("Choose how the attention ended.")]];
  if (!disposition) return [[`${prefix}disposition`, gettext("Choose the kind of answer.")]];
  if (undated) return [[`${prefix}due`, gettext("Write the date of the work or the appointment.")]];
  return [];
}

/** The fields of a result. */
export function OutcomeFields(props: {
  view: Pick<DirectorView, "dispositions">;
  form: OutcomeForm;
  note: WorkingNoteOut;
  templates?: readonly NoteTemplateOut[];
  busy: boolean;
  draft: NoteDraft | undefined;
  toCitizen: CitizenWords;
  save?: (text: string, seen: number) => Promise<boolean>;
}) {
  const { view, form, note, templates = [], busy, draft, toCitizen, save } = props;
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
      {promisesDate(view, disposition) && <DateField prefix={prefix} due={toCitizen.due} />}
      <NoteField
        name={`${prefix}note_to_citizen`}
        label={gettext("Note to the citizen (optional)")}
        hint={gettext("The person reads it now and later with the folio.")}
        text={toCitizen.note_to_citizen}
      />
      <WorkingNote
        name={`${prefix}note_internal`}
        note={note}
        templates={templates}
        busy={busy}
        draft={draft}
        save={save}
      />
    </>
  );
}

/** The date that this kind of answer promises. */
function DateField({ prefix, due }: { prefix: string; due: Signal<string> }) {
  const id = `${prefix}due`;
  return (
    <div class="field">
      <label class="label" for={id}>
        {gettext("Date of the work or the appointment")}
      </label>
      <span class="hint" id={`${id}-hint`}>
        {gettext("The person reads it in the next steps. Leave it empty if one of these has the date already.")}
      </span>
      <input
        class="input"
        id={id}
        name={id}
        data-testid={id}
        type="date"
        aria-describedby={`${id}-hint`}
        value={due.value}
        onInput={(event) => {
          due.value = event.currentTarget.value;
        }}
      />
    </div>
  );
}

/** At the button: what is missing or was refused, since the summary may be far above. */
export function StillMissing({ form, refused }: { form: OutcomeForm; refused: Problem | null }) {
  const missing = form.errors[0]?.[1];
  return (
    <div data-testid={`${form.prefix}still-missing`} role={missing ? undefined : "alert"}>
      <Wrong id={`${form.prefix}record`} text={missing ?? refused?.message} />
    </div>
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
