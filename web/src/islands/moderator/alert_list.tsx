import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { minutesSince, now10 } from "../../clock";
import { minutes } from "../../format";
import { gettext, ngettext } from "../../i18n";
import { playNotes } from "../../sound";
import { Menu } from "../../ui/menu";
import { type Alert, alerts, fresh, type Severity, severityOf } from "./alerts";
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
  const all = shown.value;
  const of = (severity: Severity) => all.filter((one) => severityOf(one) === severity);
  const [serious, minor] = [of("serious"), of("minor")];
  return (
    <>
      <div class="visually-hidden" role="status" aria-live="polite" aria-atomic="false" aria-relevant="additions">
        <ul>
          {all.map((one) => (
            <li key={one.key}>
              {one.department}: {said(one)}
            </li>
          ))}
        </ul>
      </div>
      <Menu
        testid="alerts"
        class={`fold-button ${serious.length ? "warn" : all.length ? "" : "good"}`}
        label={countText(serious.length, minor.length)}
      >
        {all.length === 0 && <p>{gettext("Nothing needs you now")}</p>}
        <Group alerts={serious} tone="warn" />
        <Group alerts={minor} tone="" />
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
      </Menu>
    </>
  );
}

function countText(serious: number, minor: number): string {
  if (serious + minor === 0) return gettext("No alerts");
  const parts = [
    serious > 0 && ngettext("%(n)d important", "%(n)d important", serious),
    minor > 0 && ngettext("%(n)d to look at", "%(n)d to look at", minor),
  ];
  return parts.filter(Boolean).join(" · ");
}

/** Each leads to its line. */
function Group({ alerts, tone }: { alerts: readonly Alert[]; tone: string }) {
  if (alerts.length === 0) return null;
  return (
    <ul class="plain-list stack stack-tight">
      {alerts.map((one) => (
        <li key={one.key} class={`callout ${tone}`} data-testid={`alert-${one.kind}-${one.department_slug}`}>
          <a href={`#queue-${one.department_slug}`}>{one.department}</a>: {said(one)}
        </li>
      ))}
    </ul>
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
