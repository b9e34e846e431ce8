import { useState } from "preact/hooks";
import { now } from "../../clock";
import { clock } from "../../format";
import { gettext, ngettext } from "../../i18n";
import { Dialog } from "../../ui/dialog";
import { Select } from "../../ui/fields";
import type { Controller } from "./controller";

const LET_PASS = [1, 2, 3, 5] as const;
const STEP_MS = 15 * 60_000;
const SOONEST_MS = 5 * 60_000;

/** How long others go first: so many people, or until a time. */
export function PostponeDialog({ controller, onClose }: { controller: Controller; onClose: () => void }) {
  const view = controller.state.value.view;
  if (!view) return null;
  const busy = controller.busy.value;
  const say = (until: { let_pass: number } | { not_before: string }) => {
    onClose();
    void controller.choose("postpone", until);
  };
  return (
    <Dialog title={gettext("Let others pass")} onClose={onClose} testid="postpone-dialog">
      <p>
        {gettext(
          "You keep your time of arrival: when you are back, your place is the one you would have had. You can come back before, at any moment.",
        )}
      </p>
      <h3>{gettext("How many people may go first?")}</h3>
      <div class="row">
        {LET_PASS.map((n) => (
          <button
            key={n}
            type="button"
            class="button second"
            data-testid={`let-pass-${n}`}
            disabled={busy}
            onClick={() => say({ let_pass: n })}
          >
            {ngettext("%(n)d person", "%(n)d people", n)}
          </button>
        ))}
      </div>
      <UntilForm closes={view.session.closes_at} busy={busy} onChoose={(not_before) => say({ not_before })} />
      <button type="button" class="bare" data-testid="postpone-cancel" onClick={onClose}>
        {gettext("Stay as I am")}
      </button>
    </Dialog>
  );
}

interface UntilProps {
  closes: string;
  busy: boolean;
  onChoose: (time: string) => void;
}

/** "Not before": a time of the rest of the session. */
function UntilForm({ closes, busy, onChoose }: UntilProps) {
  const [time, setTime] = useState("");
  const [missing, setMissing] = useState(false);
  const times = timesLeft(now.value, closes);
  if (!times.length) return null;
  const submit = (event: Event) => {
    event.preventDefault();
    setMissing(!time);
    if (time) onChoose(time);
  };
  return (
    <form class="stack" noValidate onSubmit={submit}>
      <h3>{gettext("Or do not call me before")}</h3>
      <Select
        id="not-before"
        label={gettext("Time")}
        none={gettext("Choose a time")}
        testid="not-before"
        value={time}
        options={times.map((iso) => [iso, clock(iso)])}
        wrong={missing ? gettext("Choose a time from the list.") : ""}
        onSelect={(iso) => {
          setTime(iso);
          setMissing(false);
        }}
      />
      <button type="submit" class="button second" data-testid="postpone-until" disabled={busy}>
        {gettext("Call me from that time on")}
      </button>
    </form>
  );
}

/** Quarters of an hour from some minutes after `at` until the session closes, as ISO times. */
export function timesLeft(at: number, closes: string): readonly string[] {
  const found: string[] = [];
  let time = Math.ceil((at + SOONEST_MS) / STEP_MS) * STEP_MS;
  for (; time < Date.parse(closes) && found.length < 40; time += STEP_MS) found.push(new Date(time).toISOString());
  return found;
}
