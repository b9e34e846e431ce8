import type { Signal } from "@preact/signals";
import { useRef, useState } from "preact/hooks";
import { gettext } from "../../i18n";
import type { CurrentOut, DirectorSays, StepOut, StepTemplateOut } from "../../protocol";
import { Icon } from "../../ui/icon";
import { StepsList } from "../../ui/steps";
import type { Drafts } from "./drafts";
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
        step={controller.drafts.of(current).step}
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
  step: Signal<string>;
}

function StepForm({ controller, ticket, templates, step }: FormProps) {
  const form = useRef<HTMLFormElement>(null);
  const [missing, setMissing] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!form.current) return;
    const values = new FormData(form.current);
    const text = (name: string) => String(values.get(name) ?? "").trim();
    setMissing(!text("step"));
    if (!text("step")) {
      form.current.querySelector<HTMLInputElement>("#step")?.focus();
      return;
    }
    const sent = await controller.addStep({
      ticket_id: ticket,
      step: text("step"),
      requirement: text("requirement"),
      cost: text("cost"),
      place: text("place"),
      due: text("due") || null,
    });
    // On a slow line somebody may be writing the next step already: that is kept.
    if (!sent || step.peek().trim() !== text("step")) return;
    step.value = "";
    form.current?.reset();
    form.current?.querySelector<HTMLInputElement>("#step")?.focus();
  };
  const use = (template: StepTemplateOut) => {
    step.value = template.step;
    for (const name of ["requirement", "cost", "place"] as const) {
      const field = form.current?.querySelector<HTMLInputElement>(`#${name}`);
      if (field) field.value = template[name];
    }
    form.current?.querySelector<HTMLInputElement>("#step")?.focus();
  };
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
          value={step.value}
          onInput={(event) => {
            step.value = event.currentTarget.value;
          }}
          aria-describedby={missing ? "step-error" : undefined}
        />
      </div>
      <Field name="requirement" label={gettext("What they need (optional)")} />
      <Field name="cost" label={gettext("Cost (optional)")} />
      <Field name="place" label={gettext("Place (optional)")} />
      <div class="field">
        <label class="label" for="step-due">
          {gettext("Date (optional)")}
        </label>
        <input class="input" id="step-due" name="due" type="date" />
      </div>
      <button type="submit" class="button second" data-testid="add-step" disabled={controller.busy.value}>
        {gettext("Hand over this step")}
      </button>
    </form>
  );
}

function Field({ name, label }: { name: string; label: string }) {
  return (
    <div class="field">
      <label class="label" for={name}>
        {label}
      </label>
      <input class="input" id={name} name={name} maxLength={300} />
    </div>
  );
}
