import { useState } from "preact/hooks";
import { clock } from "../../format";
import { gettext } from "../../i18n";
import type { CompleteOutcome, DirectorView, PendingOut, Problem } from "../../protocol";
import { Answers } from "../../ui/answers";
import { Dialog } from "../../ui/dialog";
import { Written } from "../../ui/written";
import { type Outcome, OutcomeFields, StillMissing, useOutcome } from "./outcome_fields";

/** What this needs of a console: an assistant's has it too. */
export interface Recorder {
  readonly busy: { readonly value: boolean };
  readonly state: { readonly value: { problem: Problem | null } };
  complete: (outcome: Omit<CompleteOutcome, "command_id">) => Promise<boolean>;
  saveNote: (ticket_id: string, note: string, seen: number) => Promise<boolean>;
}

interface Props {
  controller: Recorder;
  view: Pick<DirectorView, "pending" | "dispositions">;
}

/** Results that were left for later: the session does not close before they are complete. */
export function PendingPanel({ controller, view }: Props) {
  const [open, setOpen] = useState<string | null>(null);
  const found = view.pending.find((one) => one.ticket_id === open);
  if (!view.pending.length) return null;
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
              onClick={() => setOpen(one.ticket_id)}
            >
              {gettext("Complete the result")} <span class="visually-hidden">{one.number}</span>
            </button>
          </li>
        ))}
      </ul>
      {found && <CompleteDialog controller={controller} view={view} pending={found} onClose={() => setOpen(null)} />}
    </section>
  );
}

function CompleteDialog(props: Props & { pending: PendingOut; onClose: () => void }) {
  const { controller, view, pending, onClose } = props;
  const send = async (outcome: Outcome) => {
    const { ticket_id, version } = pending;
    if (await controller.complete({ ticket_id, version, ...outcome })) onClose();
  };
  const asks = { view, dated: true, refused: controller.state.value.problem };
  const form = useOutcome("pending-", asks, (outcome) => void send(outcome));
  return (
    <Dialog
      title={gettext("Result of the attention of %(number)s", { number: pending.number })}
      onClose={onClose}
      testid="complete-dialog"
    >
      <form ref={form.ref} class="stack" onSubmit={form.submit} noValidate data-testid="complete-form">
        <OutcomeFields
          view={view}
          form={form}
          note={pending.note}
          busy={controller.busy.value}
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
    </Dialog>
  );
}
