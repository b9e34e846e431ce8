import { useState } from "preact/hooks";
import { clock } from "../../format";
import { gettext } from "../../i18n";
import type { CompleteOutcome, DirectorView, PendingOut, Problem } from "../../protocol";
import { Answers } from "../../ui/answers";
import { Dialog } from "../../ui/dialog";
import { Written } from "../../ui/written";
import type { Drafts } from "./drafts";
import { type Outcome, OutcomeFields, StillMissing, useOutcome } from "./outcome_fields";

/** What this needs of a console: an assistant's has it too. */
export interface Recorder {
  readonly busy: { readonly value: boolean };
  readonly state: { readonly value: { problem: Problem | null } };
  readonly drafts: Drafts;
  complete: (outcome: Omit<CompleteOutcome, "command_id">) => Promise<boolean>;
  saveNote: (ticket_id: string, note: string, seen: number) => Promise<boolean>;
}

interface Props {
  controller: Recorder;
  view: Pick<DirectorView, "pending" | "dispositions">;
}

/** Results that were left for later: the session does not close before they are complete. */
export function PendingPanel({ controller, view }: Props) {
  // As it was opened: who writes keeps the words when somebody else records it meanwhile.
  const [open, setOpen] = useState<PendingOut | null>(null);
  return (
    <>
      {view.pending.length > 0 && <PendingList view={view} onOpen={setOpen} />}
      {open && <CompleteDialog controller={controller} view={view} opened={open} onClose={() => setOpen(null)} />}
    </>
  );
}

function PendingList({ view, onOpen }: Pick<Props, "view"> & { onOpen: (one: PendingOut) => void }) {
  return (
    <section class="stack" aria-labelledby="pending-title" data-testid="pending">
      <h2 id="pending-title">
        {gettext("Results to complete")} <span class="count nums">{view.pending.length}</span>
      </h2>
      <p class="soft small">{gettext("The session does not close before they are complete.")}</p>
      <ul class="people">
        {view.pending.map((one) => (
          <li class="person" key={one.ticket_id} data-testid={`pending-${one.number}`}>
            <p class="row spread">
              <b class="nums nowrap">{one.number}</b>
              <span class="soft nums">{clock(one.ended_at)}</span>
            </p>
            <p class="strong">
              <Written text={one.name} damaged={one.damaged?.includes("name")} />
            </p>
            <p>
              {one.topic}: <Written text={one.matter} damaged={one.damaged?.includes("matter")} />
            </p>
            <button
              type="button"
              class="button second"
              data-testid={`complete-${one.number}`}
              onClick={() => onOpen(one)}
            >
              {gettext("Complete the result")} <span class="visually-hidden">{one.number}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface DialogProps extends Props {
  onClose: () => void;
}

function CompleteDialog({ controller, view, opened, onClose }: DialogProps & { opened: PendingOut }) {
  const pending = view.pending.find((one) => one.ticket_id === opened.ticket_id);
  return (
    <Dialog
      title={gettext("Result of the attention of %(number)s", { number: opened.number })}
      onClose={onClose}
      testid="complete-dialog"
    >
      {/* While a command is under way it may be this one that recorded it. */}
      {pending || controller.busy.value ? (
        <CompleteForm controller={controller} view={view} pending={pending ?? opened} onClose={onClose} />
      ) : (
        <RecordedMeanwhile controller={controller} opened={opened} onClose={onClose} />
      )}
    </Dialog>
  );
}

function CompleteForm({ controller, view, pending, onClose }: DialogProps & { pending: PendingOut }) {
  const send = async (outcome: Outcome) => {
    const { ticket_id, version } = pending;
    if (await controller.complete({ ticket_id, version, ...outcome })) onClose();
  };
  const draft = controller.drafts.of(pending);
  const asks = { view, dated: true, refused: controller.state.value.problem, toCitizen: draft.toCitizen };
  const form = useOutcome("pending-", asks, (outcome) => void send(outcome));
  return (
    <form ref={form.ref} class="stack" onSubmit={form.submit} noValidate data-testid="complete-form">
      <OutcomeFields
        view={view}
        form={form}
        note={pending.note}
        busy={controller.busy.value}
        draft={draft.note}
        toCitizen={draft.toCitizen}
        save={(text, seen) => controller.saveNote(pending.ticket_id, text, seen)}
      />
      <StillMissing form={form} refused={asks.refused} />
      <Answers
        name="complete"
        confirm={gettext("Record the result")}
        cancel={gettext("Later")}
        disabled={controller.busy.value}
        onClose={onClose}
      />
    </form>
  );
}

/** What was written stands there to be copied, until it is closed. */
function RecordedMeanwhile({ controller, opened, onClose }: Omit<DialogProps, "view"> & { opened: PendingOut }) {
  const { drafts, state } = controller;
  const { note, toCitizen } = drafts.of(opened);
  const { problem } = state.value;
  const refused = problem?.code === "ticket_moved" && problem.params?.number === opened.number;
  const written = [
    [gettext("Note to the citizen:"), toCitizen.note_to_citizen.value],
    [gettext("Internal note:"), note.mine ? note.text.value : ""],
  ].filter(([, text]) => text);
  return (
    <>
      <p class="callout warn" role="alert" data-testid="recorded-meanwhile">
        {refused ? problem.message : gettext("This result was recorded meanwhile.")}{" "}
        {written.length > 0 && gettext("Copy what you wrote if it is missing there.")}
      </p>
      {written.map(([label, text]) => (
        <div key={label}>
          <p class="strong">{label}</p>
          <p class="keep-lines">{text}</p>
        </div>
      ))}
      <button
        type="button"
        class="button"
        data-testid="recorded-close"
        onClick={() => {
          drafts.forget(opened.ticket_id);
          onClose();
        }}
      >
        {gettext("Close")}
      </button>
    </>
  );
}
