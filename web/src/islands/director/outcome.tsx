import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { gettext, ngettext } from "../../i18n";
import type { CurrentOut, DirectorView, DispositionOut } from "../../protocol";
import { Icon } from "../../ui/icon";
import type { Controller } from "./controller";
import { finish } from "./finish";
import { type Outcome, OutcomeFields, type OutcomeForm, StillMissing, useOutcome } from "./outcome_fields";
import { isCall, phaseOf } from "./state";
import { TransferButton } from "./transfer";
import type { NoteDraft } from "./working_note";

interface Props {
  controller: Controller;
  view: DirectorView;
  current: CurrentOut;
  draft: NoteDraft | null;
}

/**
 * The result of the attention, in the call already: kinds of answer of one press, or all fields. Recorded in the call, it ends it.
 * Until it is recorded, or left for later, the room calls nobody.
 */
export function OutcomePanel({ controller, view, current, draft }: Props) {
  const [finishing, setFinishing] = useState(false);
  const wrapUp = phaseOf(view) === "wrap_up";
  const open = controller.attending.fieldsOf.value === current.ticket_id;
  const openFields = () => {
    controller.attending.fieldsOf.value = current.ticket_id;
  };
  const send = async (outcome: Outcome, next: boolean) => {
    if (finishing) return;
    setFinishing(true);
    await finish(controller, outcome, next);
    setFinishing(false);
  };
  const refused = controller.state.value.problem;
  const dated = current.next_steps.some((step) => step.due !== null);
  const { toCitizen } = controller.drafts.of(current);
  const isUnsent = () => controller.showUnsent();
  const asks = { view, dated, refused, note: draft?.text.value, toCitizen, onMissing: openFields, isUnsent };
  const form = useOutcome("", asks, (outcome) => void send(outcome, false));
  const title = useRef<HTMLHeadingElement>(null);
  // Before anybody sees it: whoever presses Tab at once goes on from here.
  useLayoutEffect(() => {
    if (wrapUp && !finishing) title.current?.focus();
  }, [wrapUp]);
  const busy = controller.busy.value || finishing;
  return (
    <section class="console-strip" aria-labelledby="outcome-title" data-testid="outcome-panel" data-open={open}>
      <form ref={form.ref} class="stack stack-tight" onSubmit={form.submit} noValidate data-testid="outcome-form">
        <h2 tabIndex={-1} ref={title} id="outcome-title" class={wrapUp || open ? undefined : "visually-hidden"}>
          {gettext("Result of the attention of %(number)s", { number: current.number })}
        </h2>
        <MattersLeft count={current.matters.length} />
        {open ? (
          <AllFields {...{ controller, view, current, draft, form }} />
        ) : (
          <>
            <QuickAnswers view={view} form={form} openFields={openFields} />
            <NoteKept text={toCitizen.note_to_citizen.value} />
          </>
        )}
        <StillMissing form={form} refused={wrapUp ? refused : null} />
        <div class="row record-row">
          <RecordButtons {...{ view, form, busy }} onNext={(outcome) => void send(outcome, true)} />
        </div>
      </form>
      {wrapUp && <Otherwise controller={controller} view={view} />}
    </section>
  );
}

function MattersLeft({ count }: { count: number }) {
  if (!count) return null;
  return (
    <p class="callout warn" data-testid="matters-left">
      {ngettext(
        "This person has another matter: pass it on. The result of the whole visit is recorded at its end.",
        "This person has %(n)d other matters: pass the next one on. The result of the whole visit is recorded at its end.",
        count,
      )}
    </p>
  );
}

interface QuickProps {
  view: DirectorView;
  form: OutcomeForm;
  openFields: () => void;
}

/** The kinds of answer, each one a press; what promises a date asks for it. */
function QuickAnswers({ view, form, openFields }: QuickProps) {
  const dated = view.current?.next_steps.some((step) => step.due !== null) ?? false;
  const pick = (one: DispositionOut) => {
    form.pick(one);
    if (one.needs_date && !dated) openFields();
  };
  return (
    <fieldset class="answers">
      <legend class="visually-hidden">{gettext("How did the attention end?")}</legend>
      {view.dispositions.map((one, index) => (
        <label class="answer-chip" key={one.code} data-outcome={one.outcome}>
          <input
            type="radio"
            name="quick"
            data-testid={`quick-${one.code}`}
            checked={form.disposition === one.code}
            aria-keyshortcuts={index < 9 ? String(index + 1) : undefined}
            onChange={() => pick(one)}
          />
          <Icon name={one.outcome === "in_process" ? "clock" : "check"} />
          <span>
            {one.label}
            <span class="visually-hidden">
              {" "}
              {one.outcome === "in_process" ? gettext("In process") : gettext("With an immediate answer")}
            </span>
          </span>
        </label>
      ))}
      <button type="button" class="answer-chip" data-testid="outcome-other" aria-keyshortcuts="o" onClick={openFields}>
        {gettext("Other, or with more words…")}
      </button>
    </fieldset>
  );
}

/** What was written to the citizen in all fields: it goes with the result from here too. */
function NoteKept({ text }: { text: string }) {
  if (!text) return null;
  return (
    <div data-testid="note-kept">
      <p class="strong">{gettext("Note to the citizen:")}</p>
      <p class="keep-lines">{text}</p>
    </div>
  );
}

/** All fields, with what was chosen before; the first of them gets the focus. */
function AllFields({ controller, view, current, draft, form }: Props & { form: OutcomeForm }) {
  useEffect(() => {
    const due = form.ref.current?.querySelector<HTMLElement>("#due");
    (due ?? form.ref.current?.querySelector<HTMLElement>("#outcome"))?.focus();
  }, []);
  return (
    <div class="stack">
      <OutcomeFields
        view={view}
        form={form}
        note={current.note}
        templates={current.note_templates}
        busy={controller.busy.value}
        draft={draft ?? undefined}
        toCitizen={controller.drafts.of(current).toCitizen}
        save={(text, seen) => controller.saveNote(current.ticket_id, text, seen)}
      />
      <button
        type="button"
        class="bare"
        data-testid="outcome-quick"
        onClick={() => {
          controller.attending.fieldsOf.value = null;
        }}
      >
        {gettext("Back to the short list")}
      </button>
    </div>
  );
}

interface RecordProps {
  view: DirectorView;
  form: OutcomeForm;
  busy: boolean;
  onNext: (outcome: Outcome) => void;
}

function RecordButtons({ view, form, busy, onNext }: RecordProps) {
  const inCall = isCall(phaseOf(view));
  const followed = view.waiting_total > 0 && !view.room.draining;
  const next = () => {
    const outcome = form.take();
    if (outcome) onNext(outcome);
  };
  return (
    <>
      {followed && (
        <button
          type="button"
          class="button"
          data-testid="record-next"
          disabled={busy}
          aria-keyshortcuts={form.disposition ? "F8" : undefined}
          onClick={next}
        >
          {gettext("Record and call the next")} <kbd>F8</kbd>
        </button>
      )}
      <button type="submit" class={followed ? "button second" : "button"} data-testid="record-outcome" disabled={busy}>
        {inCall ? gettext("End the call and record") : gettext("Record the result")}
      </button>
    </>
  );
}

/** What is done instead of recording the result now. */
function Otherwise({ controller, view }: { controller: Controller; view: DirectorView }) {
  const assisted = view.assistants.length > 0;
  return (
    <div class="row">
      <button
        type="button"
        class="button second"
        data-testid="defer-outcome"
        aria-describedby="defer-hint"
        disabled={controller.busy.value}
        onClick={() => void controller.room("defer_outcome")}
      >
        {assisted ? gettext("My assistant records it") : gettext("Finish later")}
      </button>
      <TransferButton controller={controller} view={view} />
      <p class="soft small" id="defer-hint">
        {gettext("Left for later, it stays in “Results to complete”, and your room is free for the next person.")}
      </p>
    </div>
  );
}
