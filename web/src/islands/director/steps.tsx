import type { Signal } from "@preact/signals";
import { useRef, useState } from "preact/hooks";
import { gettext } from "../../i18n";
import type { CurrentOut, DirectorSays, StepOut, StepTemplateOut } from "../../protocol";
import { Icon } from "../../ui/icon";
import { StepsList } from "../../ui/steps";
import { type Drafts, NO_STEP, type StepWords } from "./drafts";
import { FromDirectory } from "./from_directory";
import { Templates } from "./templates";

/** What this needs of a console: an assistant's has it too. */
export interface Adviser {
  readonly busy: { readonly value: boolean };
  readonly drafts: Drafts;
  addStep: (step: Omit<DirectorSays["add_next_step"], "command_id">) => Promise<boolean>;
  removeStep: (ticket_id: string, step_id: string) => Promise<boolean>;
}

interface Props {
  controller: Adviser;
  current: CurrentOut;
}

/** The steps handed over so far, and the form for one more. */
export function StepsPanel({ controller, current }: Props) {
  return (
    <section class="stack" aria-labelledby="steps-title">
      <h2 id="steps-title" class="visually-hidden">
        {gettext("Next steps for this person")}
      </h2>
      <StepForm
        key={current.ticket_id}
        controller={controller}
        ticket={current.ticket_id}
        templates={current.step_templates}
        draft={controller.drafts.of(current).step}
      />
      <FromDirectory key={`directory ${current.ticket_id}`} controller={controller} ticket={current.ticket_id} />
      {current.next_steps.length > 0 && (
        <StepsList
          steps={current.next_steps}
          action={(step) => <Remove controller={controller} ticket={current.ticket_id} step={step} />}
        />
      )}
      <p class="soft small">{gettext("They appear on the citizen's screen at once and stay under the folio.")}</p>
    </section>
  );
}

function Remove({ controller, ticket, step }: { controller: Adviser; ticket: string; step: StepOut }) {
  return (
    <button
      type="button"
      class="bare"
      data-testid="remove-step"
      disabled={controller.busy.value}
      onClick={() => void controller.removeStep(ticket, step.step_id)}
    >
      <Icon name="bin" /> {gettext("Take back")} <span class="visually-hidden">{step.step}</span>
    </button>
  );
}

interface FormProps {
  controller: Adviser;
  ticket: string;
  templates: readonly StepTemplateOut[];
  draft: Signal<StepWords>;
}

function StepForm({ controller, ticket, templates, draft }: FormProps) {
  const form = useRef<HTMLFormElement>(null);
  const [missing, setMissing] = useState(false);
  const write = (change: Partial<StepWords>) => {
    draft.value = { ...draft.peek(), ...change };
  };
  const focus = () => form.current?.querySelector<HTMLInputElement>("#step")?.focus();
  const submit = async (event: Event) => {
    event.preventDefault();
    const written = draft.peek();
    const { step, requirement, cost, place } = written;
    setMissing(!step.trim());
    if (!step.trim()) {
      focus();
      return;
    }
    const sent = await controller.addStep({
      ticket_id: ticket,
      step: step.trim(),
      requirement: requirement.trim(),
      cost: cost.trim(),
      place: place.trim(),
      due: written.due || null,
    });
    // On a slow line somebody may be writing the next step already: that is kept.
    if (!sent || draft.peek() !== written) return;
    draft.value = NO_STEP;
    focus();
  };
  const use = ({ step, requirement, cost, place }: StepTemplateOut) => {
    write({ step, requirement, cost, place });
    focus();
  };
  const field = (name: "requirement" | "cost" | "place", label: string) => (
    <Field name={name} label={label} value={draft.value[name]} onWrite={(text) => write({ [name]: text })} />
  );
  return (
    <form ref={form} class="step-form" onSubmit={(event) => void submit(event)} noValidate data-testid="step-form">
      <Templates id="step-template" templates={templates} use={use} />
      <div class={missing ? "field wide has-error" : "field wide"}>
        <label class="label" for="step">
          {gettext("Step")}
        </label>
        {missing && (
          <span class="wrong" id="step-error">
            {gettext("Write what the person has to do.")}
          </span>
        )}
        <input
          class="input"
          id="step"
          name="step"
          maxLength={300}
          value={draft.value.step}
          onInput={(event) => write({ step: event.currentTarget.value })}
          aria-describedby={missing ? "step-error" : undefined}
        />
      </div>
      {field("requirement", gettext("What they need (optional)"))}
      {field("cost", gettext("Cost (optional)"))}
      {field("place", gettext("Place (optional)"))}
      <div class="field">
        <label class="label" for="step-due">
          {gettext("Date (optional)")}
        </label>
        <input
          class="input"
          id="step-due"
          name="due"
          type="date"
          value={draft.value.due}
          onInput={(event) => write({ due: event.currentTarget.value })}
        />
      </div>
      <button type="submit" class="button second" data-testid="add-step" disabled={controller.busy.value}>
        {gettext("Hand over this step")}
      </button>
    </form>
  );
}

interface FieldProps {
  name: string;
  label: string;
  value: string;
  onWrite: (text: string) => void;
}

function Field({ name, label, value, onWrite }: FieldProps) {
  return (
    <div class="field">
      <label class="label" for={name}>
        {label}
      </label>
      <input
        class="input"
        id={name}
        name={name}
        maxLength={300}
        value={value}
        onInput={(event) => onWrite(event.currentTarget.value)}
      />
    </div>
  );
}
