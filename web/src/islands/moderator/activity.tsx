import { clock } from "../../format";
import { gettext } from "../../i18n";
import { MediumTag } from "../../ui/medium";
import type { Controller } from "./controller";

/** What happened last, and who of the staff did it. */
export function Activity({ controller }: { controller: Controller }) {
  const entries = controller.activity.value;
  return (
    <details class="activity" data-testid="activity">
      <summary>{gettext("What happened last")}</summary>
      {entries.length === 0 ? (
        <p class="soft">{gettext("Nothing has happened yet.")}</p>
      ) : (
        <ol class="plain-list small stack stack-tight">
          {entries.map((entry) => (
            <li key={entry.id}>
              <span class="nums soft">{clock(entry.at)}</span> {entry.text}{" "}
              {entry.medium && <MediumTag medium={entry.medium} />} {entry.by && <span class="soft">({entry.by})</span>}
            </li>
          ))}
        </ol>
      )}
    </details>
  );
}
