import { useState } from "preact/hooks";
import { tell } from "../../announce";
import { gettext } from "../../i18n";
import { page } from "../../page";
import type { CitizenView } from "../../protocol";

/** Number, folio and PIN, to copy or to save as a file. */
export function KeepCard({ view }: { view: CitizenView }) {
  const [copied, setCopied] = useState(false);
  const copy = () =>
    navigator.clipboard?.writeText(kept(view)).then(
      () => {
        setCopied(true);
        tell(gettext("Folio and PIN are copied."));
      },
      () => undefined,
    );
  return (
    <section class="panel keep" aria-label={gettext("Your ticket")}>
      <dl class="facts">
        <Fact name={gettext("Number")} value={view.ticket.number} testid="number" />
        <Fact name={gettext("PIN")} value={view.pin} testid="pin" />
        <Fact name={gettext("Folio")} value={view.folio} testid="folio" />
      </dl>
      <p class="keep-ways">
        <button type="button" class="bare" data-testid="copy-folio" onClick={() => void copy()}>
          {copied ? gettext("Copied") : gettext("Copy")}
        </button>
        <button type="button" class="bare" data-testid="save-folio" onClick={() => save(view)}>
          {gettext("Save")}
        </button>
      </p>
    </section>
  );
}

function Fact({ name, value, testid }: { name: string; value: string; testid: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd class="code" data-testid={testid}>
        {value}
      </dd>
    </div>
  );
}

/** What somebody needs to find the matter again. */
export function kept(view: CitizenView): string {
  return [
    `${gettext("Folio")}: ${view.folio}`,
    `${gettext("PIN")}: ${view.pin}`,
    `${gettext("Number")}: ${view.ticket.number}`,
    new URL(page().urls.follow, location.href).href,
  ].join("\n");
}

const READ_MS = 60_000;

function save(view: CitizenView): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([kept(view)], { type: "text/plain" }));
  link.download = `${view.folio}.txt`;
  link.click();
  // Some browsers begin to read the file only after the click is over.
  setTimeout(() => URL.revokeObjectURL(link.href), READ_MS);
}
