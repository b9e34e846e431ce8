import type { ComponentChildren } from "preact";
import { day } from "../format";
import { gettext } from "../i18n";
import type { StepOut } from "../protocol";

/** The next steps that the director handed over; `action` adds a control to each. */
export function StepsList(props: { steps: readonly StepOut[]; action?: (step: StepOut) => ComponentChildren }) {
  return (
    <ol class="steps-list" data-testid="next-steps">
      {props.steps.map((step) => (
        <li class="step" key={step.step_id}>
          <p class={step.damaged ? "damaged" : "strong"}>{step.step}</p>
          <StepFacts step={step} />
          {props.action?.(step)}
        </li>
      ))}
    </ol>
  );
}

function StepFacts({ step }: { step: StepOut }) {
  const facts: [string, string][] = [
    [gettext("What you need"), step.requirement],
    [gettext("Cost"), step.cost],
    [gettext("Place"), step.place],
    [gettext("Date"), step.due ? day(step.due) : ""],
  ];
  const told = facts.filter(([, value]) => value);
  if (!told.length) return null;
  return (
    <dl>
      {told.map(([name, value]) => (
        <>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </>
      ))}
    </dl>
  );
}
