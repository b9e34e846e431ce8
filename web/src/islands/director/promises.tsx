import type { Signal } from "@preact/signals";
import { useState } from "preact/hooks";
import { gettext } from "../../i18n";
import { page } from "../../page";
import type { CommitmentOut, OwnedCommitmentOut } from "../../protocol";
import { CommitmentList } from "../../ui/commitments";
import { ErrorSummary, Select } from "../../ui/fields";
import type { Controller } from "./controller";
import { NO_PROMISE, type PromiseWords } from "./drafts";

interface Props {
  controller: Controller;
  ticket: string;
  found: readonly CommitmentOut[];
  draft: Signal<PromiseWords>;
}

/** What this citizen was promised so far, and the form for one more. */
export function PromisePanel({ controller, ticket, found, draft }: Props) {
  const [open, setOpen] = useState(draft.peek() !== NO_PROMISE);
  const close = () => {
    draft.value = NO_PROMISE;
    setOpen(false);
  };
  return (
    <section class="stack" aria-labelledby="promise-title" data-testid="promises">
      <h2 id="promise-title">{gettext("Commitments to this person")}</h2>
      {found.length > 0 && <CommitmentList found={found} />}
      {open ? (
        <PromiseForm controller={controller} ticket={ticket} draft={draft} onDone={close} />
      ) : (
        <button type="button" class="button second" data-testid="promise-open" onClick={() => setOpen(true)}>
          {gettext("Commit to something…")}
        </button>
      )}
    </section>
  );
}

function PromiseForm({ controller, ticket, draft, onDone }: Omit<Props, "found"> & { onDone: () => void }) {
  const [errors, setErrors] = useState<readonly (readonly [string, string])[]>([]);
  const owners = page().owners;
  const write = (change: Partial<PromiseWords>) => {
    draft.value = { ...draft.peek(), ...change };
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    const written = draft.peek();
    const { owner, due } = written;
    const text = written.text.trim();
    const chosen = owners[Number(owner)];
    const wrong: [string, string][] = [];
    if (!text) wrong.push(["promise", gettext("Write what is promised.")]);
    if (!owner || !chosen) wrong.push(["promise-owner", gettext("Choose who does it.")]);
    if (!due) wrong.push(["promise-due", gettext("Choose until when.")]);
    setErrors(wrong);
    if (wrong.length || !chosen) return;
    const { department, staff_id } = chosen;
    const made = await controller.promise({ ticket_id: ticket, text, due, department, staff_id });
    // On a slow line somebody may be writing the next one already: that is kept.
    if (made && draft.peek() === written) onDone();
  };
  return (
    <form class="stack" onSubmit={(event) => void submit(event)} noValidate data-testid="promise-form">
      <ErrorSummary errors={errors} />
      <div class="field">
        <label class="label" for="promise">
          {gettext("What is promised")}
        </label>
        <textarea
          class="input"
          id="promise"
          name="promise"
          data-testid="promise"
          maxLength={300}
          rows={2}
          value={draft.value.text}
          onInput={(event) => write({ text: event.currentTarget.value })}
        />
      </div>
      <Select
        id="promise-owner"
        label={gettext("Who does it")}
        value={draft.value.owner}
        none={gettext("Choose…")}
        options={owners.map((one, index) => [String(index), one.name])}
        testid="promise-owner"
        onSelect={(owner) => write({ owner })}
      />
      <div class="field">
        <label class="label" for="promise-due">
          {gettext("Until")}
        </label>
        <input
          class="input"
          id="promise-due"
          name="promise-due"
          data-testid="promise-due"
          type="date"
          value={draft.value.due}
          onInput={(event) => write({ due: event.currentTarget.value })}
        />
      </div>
      <div class="row">
        <button type="submit" class="button" data-testid="promise-send" disabled={controller.busy.value}>
          {gettext("Commit")}
        </button>
        <button type="button" class="button second" data-testid="promise-cancel" onClick={onDone}>
          {gettext("Not now")}
        </button>
      </div>
    </form>
  );
}

/** What is still to be done: by this department or person, or by anybody for the mayor. */
export function OwedPanel(props: { controller: Controller; found: readonly OwnedCommitmentOut[]; title: string }) {
  const { controller, found, title } = props;
  if (!found.length) return null;
  return (
    <section class="stack" aria-labelledby="owed-title" data-testid="owed">
      <h2 id="owed-title">
        {title} <span class="count nums">{found.length}</span>
      </h2>
      <CommitmentList
        found={found}
        action={(one) => (
          <p class="row">
            <button
              type="button"
              class="button second"
              data-testid="promise-done"
              disabled={controller.busy.value}
              onClick={() => void controller.endPromise("complete_commitment", one.commitment_id)}
            >
              {gettext("It is done")} <span class="visually-hidden">{one.text}</span>
            </button>
            {one.can_withdraw && (
              <button
                type="button"
                class="bare"
                data-testid="promise-withdraw"
                disabled={controller.busy.value}
                onClick={() => void controller.endPromise("withdraw_commitment", one.commitment_id)}
              >
                {gettext("Take back")} <span class="visually-hidden">{one.text}</span>
              </button>
            )}
          </p>
        )}
      />
    </section>
  );
}
