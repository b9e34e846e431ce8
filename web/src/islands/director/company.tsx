import { useState } from "preact/hooks";
import { gettext } from "../../i18n";
import type { ChoiceOut, CompanyOut, DirectorView } from "../../protocol";
import { Answers } from "../../ui/answers";
import { companyWords } from "../../ui/company_words";
import { Dialog } from "../../ui/dialog";
import { Choice, ErrorSummary } from "../../ui/fields";
import type { Controller } from "./controller";

export type Beside = { code: string; count: number };

export interface CompanyForm {
  alone: boolean | null;
  counts: Readonly<Record<string, number>>;
  missing: boolean;
  setAlone: (alone: boolean) => void;
  setCount: (code: string, count: number) => void;
  /** What was said; `null` when something is missing, which is then shown. */
  take: () => Beside[] | null;
}

/** Who is in the room, as declared before or chosen now. */
export function useCompany(declared: readonly CompanyOut[] | null): CompanyForm {
  const [alone, setAlone] = useState<boolean | null>(declared && declared.length === 0);
  const [counts, setCounts] = useState<Record<string, number>>(
    Object.fromEntries((declared ?? []).map(({ code, count }) => [code, count])),
  );
  const [missing, setMissing] = useState(false);
  const take = () => {
    const beside = Object.entries(counts).flatMap(([code, count]) => (count > 0 ? [{ code, count }] : []));
    const said = alone ? [] : alone === false && beside.length > 0 ? beside : null;
    setMissing(said === null);
    return said;
  };
  const setCount = (code: string, count: number) => setCounts((before) => ({ ...before, [code]: count }));
  return { alone, counts, missing, setAlone, setCount, take };
}

/** The fields: alone, or how many of each kind. */
export function CompanyFields({ form, choices }: { form: CompanyForm; choices: readonly ChoiceOut[] }) {
  const { alone, counts } = form;
  return (
    <>
      {form.missing && (
        <ErrorSummary errors={[["company-alone", gettext("Say who is in the room with you: citizens read it.")]]} />
      )}
      <fieldset data-testid="company-fields">
        <legend>{gettext("Who is in the room with you?")}</legend>
        <div class="choices">
          <Choice
            id="company-alone"
            name="company"
            label={gettext("Nobody: I am alone")}
            testid="company-alone"
            checked={alone === true}
            onCheck={() => form.setAlone(true)}
          />
          <Choice
            id="company-others"
            name="company"
            label={gettext("Other people")}
            hint={gettext("Citizens read who, before they answer and during the call.")}
            testid="company-others"
            checked={alone === false}
            onCheck={() => form.setAlone(false)}
          />
        </div>
      </fieldset>
      {alone === false && (
        <div class="row">
          {choices.map(({ code, label }) => (
            <div class="field" key={code}>
              <label class="label" for={`company-${code}`}>
                {label}
              </label>
              <input
                class="input short"
                id={`company-${code}`}
                data-testid={`company-${code}`}
                type="number"
                inputMode="numeric"
                min={0}
                max={20}
                value={counts[code] ?? 0}
                onInput={(event) =>
                  form.setCount(code, Math.min(20, Math.max(0, Number(event.currentTarget.value) || 0)))
                }
              />
            </div>
          ))}
        </div>
      )}
    </>
  );
}

/** Who is with the director, who also reads that citizens are told so. */
function ownCompany(told: DirectorView["room"]["told"]): string {
  if (!told.length) return gettext("You are alone in the room. Citizens read so.");
  return gettext("With you: %(people)s. Citizens read so.", { people: companyWords(told) });
}

/** Who is in the room, and changing it; who assists, and freeing their seat. */
export function CompanyPanel({ controller, view }: { controller: Controller; view: DirectorView }) {
  const [changing, setChanging] = useState(false);
  return (
    <section class="stack stack-tight" aria-labelledby="company-title" data-testid="company-panel">
      <h2 id="company-title">{gettext("Who is with you")}</h2>
      <p data-testid="company-told">{ownCompany(view.room.told)}</p>
      {view.assistants.map((one) => (
        <p class="row spread" key={one.staff_id} data-testid={`assistant-${one.staff_id}`}>
          <span>
            {one.name}{" "}
            <span class={one.connected ? "tag good" : "tag plain"}>
              {one.connected ? gettext("Assists you now") : gettext("Not on the page now")}
            </span>
          </span>
          <button
            type="button"
            class="bare"
            data-testid="send-away"
            disabled={controller.busy.value}
            onClick={() => void controller.sendAway(one.staff_id)}
          >
            {gettext("End the assistance")} <span class="visually-hidden">{one.name}</span>
          </button>
        </p>
      ))}
      <button type="button" class="bare" data-testid="company-change" onClick={() => setChanging(true)}>
        {gettext("Somebody came or went…")}
      </button>
      {changing && <CompanyDialog controller={controller} view={view} onClose={() => setChanging(false)} />}
    </section>
  );
}

function CompanyDialog(props: { controller: Controller; view: DirectorView; onClose: () => void }) {
  const { controller, view, onClose } = props;
  const form = useCompany(view.room.company);
  const submit = async (event: Event) => {
    event.preventDefault();
    const company = form.take();
    if (company && (await controller.declareCompany(company))) onClose();
  };
  return (
    <Dialog title={gettext("Who is in the room now?")} onClose={onClose} testid="company-dialog">
      <form class="stack" onSubmit={(event) => void submit(event)} noValidate>
        <p>{gettext("Whoever is in a call with you reads the change at once.")}</p>
        <CompanyFields form={form} choices={view.company_choices} />
        <Answers
          name="company"
          confirm={gettext("Tell it")}
          cancel={gettext("Leave it as it is")}
          disabled={controller.busy.value}
          onClose={onClose}
        />
      </form>
    </Dialog>
  );
}
