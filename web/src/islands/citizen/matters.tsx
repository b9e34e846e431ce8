import { useState } from "preact/hooks";
import { gettext } from "../../i18n";
import { page } from "../../page";
import type { MatterOut } from "../../protocol";
import { Confirm } from "../../ui/confirm";
import { Dialog } from "../../ui/dialog";
import { ErrorSummary, Select, Wrong } from "../../ui/fields";
import type { Controller } from "./controller";
import { mayBringMatter } from "./state";

/** Other matters of the same visit: attended after this one, at the time of arrival that the person has. */
export function MattersCard({ controller }: { controller: Controller }) {
  const [open, setOpen] = useState(false);
  const state = controller.state.value;
  const matters = state.view?.matters ?? [];
  const may = mayBringMatter(state) && page().departments.length > 0;
  if (!may && !matters.length) return null;
  return (
    <section class="panel stack" aria-labelledby="matters-title" data-testid="matters">
      <h2 id="matters-title">{gettext("Another matter")}</h2>
      <p>
        {matters.length
          ? gettext("They come after your present matter, without queuing again: your time of arrival counts.")
          : gettext(
              "If you have something else, you need not queue again: it follows this one, with your time of arrival.",
            )}
      </p>
      {matters.length > 0 && (
        <ul class="people">
          {matters.map((matter) => (
            <Matter key={matter.matter_id} controller={controller} matter={matter} />
          ))}
        </ul>
      )}
      {may && (
        <button type="button" class="button second" data-testid="another-matter" onClick={() => setOpen(true)}>
          {gettext("I have another matter")}
        </button>
      )}
      {open && may && <MatterDialog controller={controller} onClose={() => setOpen(false)} />}
    </section>
  );
}

function Matter({ controller, matter }: { controller: Controller; matter: MatterOut }) {
  const [asking, setAsking] = useState(false);
  return (
    <li class="person" data-testid="matter">
      <p class="strong">
        {matter.department} · {matter.topic}
      </p>
      <p>{matter.matter}</p>
      <button type="button" class="bare" data-testid="withdraw-matter" onClick={() => setAsking(true)}>
        {gettext("Take it back")} <span class="visually-hidden">{matter.matter}</span>
      </button>
      {asking && (
        <Confirm
          name="withdraw-matter"
          danger
          title={gettext("Do you want to take this matter back?")}
          confirm={gettext("Yes, take it back")}
          cancel={gettext("Keep it")}
          onConfirm={() => void controller.withdrawMatter(matter.matter_id)}
          onClose={() => setAsking(false)}
        >
          <p>{matter.matter}</p>
          <p>{gettext("Your present matter and your place do not change.")}</p>
        </Confirm>
      )}
    </li>
  );
}

interface Draft {
  department: string;
  topic: string;
  matter: string;
}

function MatterDialog({ controller, onClose }: { controller: Controller; onClose: () => void }) {
  const [draft, setDraft] = useState<Draft>({ department: "", topic: "", matter: "" });
  const [errors, setErrors] = useState<readonly (readonly [string, string])[]>([]);
  const change = (next: Draft) => {
    setDraft(next);
    // What is being mended is not called wrong any longer.
    if (errors.length) setErrors(problems(next));
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    const found = problems(draft);
    setErrors(found);
    if (found.length) return;
    if (await controller.bringMatter({ ...draft, matter: draft.matter.trim() })) return onClose();
    const problem = controller.state.peek().problem;
    if (problem) setErrors([["matter-text", problem.message]]);
  };
  return (
    <Dialog title={gettext("I have another matter")} onClose={onClose} testid="matter-dialog">
      <form class="stack" onSubmit={(event) => void submit(event)} noValidate data-testid="matter-form">
        <ErrorSummary errors={errors} />
        <MatterFields draft={draft} wrong={Object.fromEntries(errors)} onChange={change} />
        <div class="row">
          <button type="submit" class="button" data-testid="matter-send" disabled={controller.busy.value}>
            {gettext("Add this matter")}
          </button>
          <button type="button" class="button second" data-testid="matter-cancel" onClick={onClose}>
            {gettext("Go back")}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

interface FieldsProps {
  draft: Draft;
  wrong: Readonly<Record<string, string>>;
  onChange: (draft: Draft) => void;
}

function MatterFields({ draft, wrong, onChange }: FieldsProps) {
  const { departments } = page();
  const topics = departments.find((one) => one.slug === draft.department)?.topics ?? [];
  return (
    <>
      <Select
        id="matter-department"
        label={gettext("Department")}
        none={gettext("Choose a department")}
        testid="matter-department"
        value={draft.department}
        options={departments.map((one) => [one.slug, one.name])}
        wrong={wrong["matter-department"]}
        onSelect={(department) => onChange({ ...draft, department, topic: "" })}
      />
      <Select
        id="matter-topic"
        label={gettext("Topic")}
        none={gettext("Choose a topic")}
        testid="matter-topic"
        value={draft.topic}
        disabled={!topics.length}
        options={topics.map((one) => [one.slug, one.name])}
        wrong={wrong["matter-topic"]}
        onSelect={(topic) => onChange({ ...draft, topic })}
      />
      <div class={wrong["matter-text"] ? "field has-error" : "field"}>
        <label class="label" for="matter-text">
          {gettext("Your matter, in one line")}
        </label>
        <Wrong id="matter-text" text={wrong["matter-text"]} />
        <input
          class="input"
          id="matter-text"
          data-testid="matter-text"
          maxLength={300}
          autocomplete="off"
          value={draft.matter}
          aria-invalid={wrong["matter-text"] ? "true" : undefined}
          aria-describedby={wrong["matter-text"] ? "matter-text-error" : undefined}
          onInput={(event) => onChange({ ...draft, matter: event.currentTarget.value })}
        />
      </div>
    </>
  );
}

function problems(draft: Draft): readonly (readonly [string, string])[] {
  const found: [string, string][] = [];
  if (!draft.department) found.push(["matter-department", gettext("Choose the department.")]);
  else if (!draft.topic) found.push(["matter-topic", gettext("Choose the topic.")]);
  if (!draft.matter.trim()) found.push(["matter-text", gettext("Write your matter in one line.")]);
  return found;
}
