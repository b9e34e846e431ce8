import { clock } from "../../format";
import { gettext } from "../../i18n";
import { page } from "../../page";
import type { CitizenView, HistoryOut } from "../../protocol";

/** The paper ticket: number, folio and PIN to keep. */
export function FolioCard({ view }: { view: CitizenView }) {
  return (
    <section class="ticket" aria-label={gettext("Your ticket")}>
      <div class="ticket-head">
        <p>{view.ticket.department}</p>
        <p class="ticket-number" data-testid="number">
          {view.ticket.number}
        </p>
      </div>
      <dl class="ticket-body facts">
        <div>
          <dt>{gettext("Folio")}</dt>
          <dd class="code" data-testid="folio">
            {view.folio}
          </dd>
        </div>
        <div>
          <dt>{gettext("PIN")}</dt>
          <dd class="code" data-testid="pin">
            {view.pin}
          </dd>
        </div>
      </dl>
      <p class="ticket-stub small">
        {gettext("Keep your folio and PIN: with them you see your result at any time in")}{" "}
        <a href={page().urls.follow}>{gettext("Follow my folio")}</a>.
      </p>
    </section>
  );
}

/** Why the place is what it is: the rule, and each thing that changed it, the newest first. */
export function HistoryList({ history, open }: { history: readonly HistoryOut[]; open?: boolean }) {
  if (!history.length && !open) return null;
  return (
    <details data-testid="history">
      <summary>{gettext("Why my place is what it is")}</summary>
      <div class="inset stack">
        {open && (
          <p class="small">
            {gettext(
              "The line goes by time of arrival. Now and then, never twice in a row, somebody with preferential attention is called earlier; and near the front whoever is ready goes before whoever does not answer yet.",
            )}
          </p>
        )}
        <ol class="history plain-list">
          {[...history].reverse().map((item) => (
            <li key={item.at + item.text}>
              <time class="nums soft" dateTime={item.at}>
                {clock(item.at)}
              </time>{" "}
              {item.text}
            </li>
          ))}
        </ol>
        {open && history.length === 0 && <p class="small">{gettext("Nothing has changed your place.")}</p>}
      </div>
    </details>
  );
}
