import { useState } from "preact/hooks";
import { tell } from "../../announce";
import { day } from "../../format";
import { gettext } from "../../i18n";
import type { CitizenView } from "../../protocol";
import { Icon } from "../../ui/icon";

/** The result to take along: to another application of the phone or copied, on paper, and its days for a calendar. */
export function TakeAlong({ view }: { view: CitizenView }) {
  const [copied, setCopied] = useState(false);
  const text = resultText(view);
  if (!text) return null;
  const give = async () => {
    try {
      if (canShare()) return await navigator.share({ title: gettext("Result of your audience"), text });
      await navigator.clipboard.writeText(text);
      setCopied(true);
      tell(gettext("The result is copied."));
    } catch {
      // The person closed what the phone offered, or the browser copies nothing: the result stands on the page.
    }
  };
  return (
    <section class="row" aria-label={gettext("Take the result along")} data-testid="take-along">
      <button type="button" class="button second" data-testid="take-share" onClick={() => void give()}>
        <Icon name="message" />{" "}
        {canShare() ? gettext("Share") : copied ? gettext("Copied") : gettext("Copy the result")}
      </button>
      <a class="button second" href="/turno/resultado.pdf" download data-testid="take-download">
        <Icon name="steps" /> {gettext("Save the result (PDF)")}
      </a>
      {view.next_steps.some((step) => step.due) && (
        <a class="button second" href="/turno/pasos.ics" download data-testid="take-clock">
          <Icon name="clock" /> {gettext("Put the dates into my calendar")}
        </a>
      )}
    </section>
  );
}

function canShare(): boolean {
  return "share" in navigator;
}

/** What somebody may show to others: no PIN, which opens the folio. Empty before there is a result. */
export function resultText({ folio, next_steps, outcome }: CitizenView): string {
  if (!outcome) return "";
  const steps = next_steps.map((one, at) => {
    const told = [one.step, one.requirement, one.cost, one.place, one.due ? day(one.due) : ""];
    return `${at + 1}. ${told.filter(Boolean).join(" · ")}`;
  });
  return [outcome.label, outcome.follows, outcome.note, ...steps, `${gettext("Folio")}: ${folio}`]
    .filter(Boolean)
    .join("\n");
}
