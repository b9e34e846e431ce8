import { useRef, useState } from "preact/hooks";
import { gettext } from "../../i18n";
import { page } from "../../page";
import type { CommitmentOut, OwnedCommitmentOut } from "../../protocol";
import { CommitmentList } from "../../ui/commitments";
import { ErrorSummary, Select } from "../../ui/fields";
import type { Controller } from "./controller";

/** What this citizen was promised so far, and the form for one more. */
export function PromisePanel(props: { controller: Controller; ticket: string; found: readonly CommitmentOut[] }) {
  const { controller, ticket, found } = props;
  const [open, setOpen] = useState(false);
  return (
    <section class="stack" aria-labelledby="promise-title" data-testid="promises">
      <h2 id="promise-title">{gettext("Commitments to this person")}</h2>
      {found.length > 0 && <CommitmentList found={found} />}
      {open ? (
        <PromiseForm controller={controller} ticket={ticket} onDone={() => setOpen(false)} />
      ) : (
        <button type="button" class="button second" data-testid="promise-open" onClick={() => setOpen(true)}>
          {gettext("Commit to something…")}
        </button>
      )}
    </section>
  );
}

function PromiseForm(props: { controller: Controller; ticket: string; onDone: () => void }) {
  const { controller, ticket, onDone } = props;
  const form = useRef<HTMLFormElement>(null);
  const [owner, setOwner] = useState("");
  const [errors, setErrors] = useState<readonly (readonly [string, string])[]>([]);
  const owners = page().owners;
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!form.current) return;
    const values = new FormData(form.current);
    const text = String(values.get("promise") ?? "").trim();
    const due = String(values.get("promise-due") ?? "");
    const chosen = owners[Number(owner)];
    const wrong: [string, string][] = [];
    if (!text) wrong.push(["promise", gettext("Write what is promised.")]);
    if (!owner || !chosen) wrong.push(["promise-owner", gettext("Choose who does it.")]);
    if (!due) wrong.push(["promise-due", gettext("Choose until when.")]);
    setErrors(wrong);
    if (wrong.length || !chosen) return;
    const { department, staff_id } = chosen;
    if (await controller.promise({ ticket_id: ticket, text, due, department, staff_id })) onDone();
  };
  return (
    <form ref={form} class="stack" onSubmit={(event) => void submit(event)} noValidate data-testid="promise-form">
      <ErrorSummary errors={errors} />
      <div class="field">
        <label class="label" for="promise">
          {gettext("What is promised")}
        </label>
        <textarea class="input" id="promise" name="promise" data-testid="promise" maxLength={300} rows={2} />
      </div>
      <Select
        id="promise-owner"
        label={gettext("Who does it")}
        value={owner}
        none={gettext("Choose…")}
        options={owners.map((one, index) => [String(index), one.name])}
        testid="promise-owner"
        onSelect={setOwner}
      />
      <div class="field">
        <label class="label" for="promise-due">
          {gettext("Until")}
        </label>
        <input class="input" id="promise-due" name="promise-due" data-testid="promise-due" type="date" />
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
