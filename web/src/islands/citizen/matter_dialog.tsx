import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { gettext } from "../../i18n";
import { type DepartmentData, page } from "../../page";
import { Answers } from "../../ui/answers";
import { Dialog } from "../../ui/dialog";
import { ErrorSummary, Select, Wrong } from "../../ui/fields";
import type { Controller } from "./controller";

interface Draft {
  department: string;
  topic: string;
  matter: string;
}

const NOTHING: Draft = { department: "", topic: "", matter: "" };
/** What is being written, until it is sent: the screen may change meanwhile, as when the person is called. */
const kept = signal(NOTHING);

/** What it is about, and which department attends it. */
export function MatterDialog({ controller, onClose }: { controller: Controller; onClose: () => void }) {
  const draft = kept.value;
  const [errors, setErrors] = useState<readonly (readonly [string, string])[]>([]);
  const change = (next: Draft) => {
    kept.value = next;
    // What is being mended is not called wrong any longer.
    if (errors.length) setErrors(problems(next));
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    const found = problems(draft);
    setErrors(found);
    if (found.length) return;
    if (await controller.say("another_matter", { ...draft, matter: draft.matter.trim() })) {
      kept.value = NOTHING;
      return onClose();
    }
    const problem = controller.state.peek().problem;
    if (problem) setErrors([["matter-text", problem.message]]);
  };
  return (
    <Dialog title={gettext("I have another matter")} onClose={onClose} testid="matter-dialog">
      <form class="stack" onSubmit={(event) => void submit(event)} noValidate data-testid="matter-form">
        <ErrorSummary errors={errors} />
        <MatterFields draft={draft} wrong={Object.fromEntries(errors)} onChange={change} />
        <Answers
          name="matter"
          confirm={gettext("Add this matter")}
          cancel={gettext("Go back")}
          disabled={controller.busy.value}
          onClose={onClose}
        />
      </form>
    </Dialog>
  );
}

interface FieldsProps {
  draft: Draft;
  wrong: Readonly<Record<string, string>>;
  onChange: (draft: Draft) => void;
}

type Choice = readonly DepartmentData[] | "loading" | "missing";

/** What can be chosen, fetched when it is wanted: the page of somebody who waits stays light, and the list may be newer than it. */
function useDepartments(): [Choice, () => void] {
  const [choice, setChoice] = useState<Choice>("loading");
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let here = true;
    setChoice("loading");
    void current().then((found) => here && setChoice(found ?? "missing"));
    return () => {
      here = false;
    };
  }, [attempt]);
  return [choice, () => setAttempt((last) => last + 1)];
}

async function current(): Promise<readonly DepartmentData[] | null> {
  try {
    const answer = await fetch(`/temas/${page().lang}`, { cache: "no-cache" });
    return answer.ok ? ((await answer.json()) as readonly DepartmentData[]) : null;
  } catch {
    return null;
  }
}

function MatterFields({ draft, wrong, onChange }: FieldsProps) {
  const [choice, again] = useDepartments();
  if (choice === "missing")
    return (
      <p class="note" role="alert" data-testid="matter-missing">
        {gettext("The list of departments could not be loaded.")}{" "}
        <button type="button" class="button second" onClick={again} data-testid="matter-again">
          {gettext("Try again")}
        </button>
      </p>
    );
  const departments = choice === "loading" ? [] : choice;
  const topics = departments.find((one) => one.slug === draft.department)?.topics ?? [];
  return (
    <>
      <Select
        id="matter-department"
        label={gettext("Department")}
        none={choice === "loading" ? gettext("Loading…") : gettext("Choose a department")}
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
