import { useEffect, useRef } from "preact/hooks";
import { gettext, ngettext } from "../../i18n";
import type { DirectorView } from "../../protocol";
import type { Controller } from "./controller";
import { OutcomeFields, StillMissing, useOutcome } from "./outcome_fields";
import { TransferButton } from "./transfer";

interface Props {
  controller: Controller;
  view: DirectorView;
}

const NO_NOTE = { version: 0, text: "", by: null };

/** The result of the attention. Until it is recorded, or left for later, the room calls nobody. */
export function OutcomePanel({ controller, view }: Props) {
  const dated = view.current?.next_steps.some((step) => step.due !== null) ?? false;
  const asks = { view, dated, refused: controller.state.value.problem };
  const form = useOutcome("", asks, (outcome) => void controller.say("record_outcome", outcome));
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  const matters = view.current?.matters.length ?? 0;
  return (
    <section class="panel stack" aria-labelledby="outcome-title">
      <form ref={form.ref} class="stack" onSubmit={form.submit} noValidate data-testid="outcome-form">
        <h2 tabIndex={-1} ref={title} id="outcome-title">
          {gettext("Result of the attention of %(number)s", { number: view.current?.number ?? "" })}
        </h2>
        <p class="soft">{gettext("The next person can be called once the result is recorded.")}</p>
        {matters > 0 && (
          <p class="callout warn" data-testid="matters-left">
            {ngettext(
              "This person has another matter: pass it on. The result of the whole visit is recorded at its end.",
              "This person has %(n)d other matters: pass the next one on. The result of the whole visit is recorded at its end.",
              matters,
            )}
          </p>
        )}
        <OutcomeFields
          view={view}
          form={form}
          note={view.current?.note ?? NO_NOTE}
          templates={view.current?.note_templates ?? []}
          busy={controller.busy.value}
          save={(text, seen) => controller.saveNote(view.current?.ticket_id ?? "", text, seen)}
        />
        <StillMissing form={form} refused={asks.refused} />
        <button type="submit" class="button big" data-testid="record-outcome" disabled={controller.busy.value}>
          {gettext("Record the result")}
        </button>
      </form>
      <Otherwise controller={controller} view={view} />
    </section>
  );
}

/** Outside of the form: what is done instead of recording the result now. */
function Otherwise({ controller, view }: Props) {
  const assisted = view.assistants.length > 0;
  return (
    <>
      <div class="row">
        <button
          type="button"
          class="button second"
          data-testid="defer-outcome"
          disabled={controller.busy.value}
          onClick={() => void controller.room("defer_outcome")}
        >
          {assisted ? gettext("My assistant records it") : gettext("Finish later")}
        </button>
        <TransferButton controller={controller} view={view} />
      </div>
      <p class="soft small">
        {gettext("Left for later, it stays in “Results to complete”, and your room is free for the next person.")}
      </p>
    </>
  );
}
