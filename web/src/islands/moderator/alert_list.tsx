import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { minutesSince, now10 } from "../../clock";
import { minutes } from "../../format";
import { gettext, ngettext } from "../../i18n";
import { playNotes } from "../../sound";
import { type Alert, alerts, fresh } from "./alerts";
import type { Controller } from "./controller";

const KEPT = "audiencia.alert-sound";
const NOTES = [660, 880];

/** What to look at now. A new one sounds, where the moderator wants it, and is read out. */
export function AlertList({ controller }: { controller: Controller }) {
  const shown = useComputed(() => {
    const { board } = controller.state.value;
    return board ? alerts(board, now10.value) : [];
  });
  const loud = useSignal(wanted());
  const before = useRef<readonly Alert[] | null>(null);
  useSignalEffect(() => {
    const isNew = before.current !== null && fresh(before.current, shown.value).length > 0;
    before.current = shown.value;
    if (isNew && loud.peek()) playNotes(NOTES);
  });
  const sound = (on: boolean) => {
    loud.value = on;
    keep(on);
    if (on) playNotes(NOTES);
  };
  return (
    <section class="alerts stack stack-tight" aria-labelledby="alerts-title" data-testid="alerts">
      <header class="row spread">
        <h2 id="alerts-title">
          {shown.value.length === 0
            ? gettext("Nothing needs you now")
            : ngettext("%(n)d thing to look at", "%(n)d things to look at", shown.value.length)}
        </h2>
        <label class="row small">
          <input
            type="checkbox"
            class="ticket-choice"
            data-testid="alert-sound"
            checked={loud.value}
            onChange={(event) => sound(event.currentTarget.checked)}
          />
          {gettext("Sound for what is new")}
        </label>
      </header>
      <div role="status" aria-live="polite" aria-atomic="false" aria-relevant="additions">
        <ul>
          {shown.value.map((one) => (
            <li key={one.key} class="callout warn" data-testid={`alert-${one.kind}-${one.department_slug}`}>
              <a href={`#queue-${one.department_slug}`}>{one.department}</a>: {said(one)}
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}

function wanted(): boolean {
  try {
    return localStorage.getItem(KEPT) === "on";
  } catch {
    return false; // a browser that keeps nothing
  }
}

function keep(on: boolean): void {
  try {
    localStorage.setItem(KEPT, on ? "on" : "off");
  } catch {
    // It holds for this visit.
  }
}

function said({ kind, who, since }: Alert): string {
  switch (kind) {
    case "nobody_attends":
      return gettext("people wait and nobody attends.");
    case "room_lost":
      return gettext("%(director)s is not connected.", { director: who });
    case "cut_off":
      return gettext("the call of %(number)s was cut off.", { number: who });
    case "wrote":
      return gettext("%(number)s wrote to you.", { number: who });
    case "long_wait":
      return gettext("%(number)s has waited for %(time)s.", {
        number: who,
        time: minutes(minutesSince(since ?? "", now10.value)),
      });
  }
}
