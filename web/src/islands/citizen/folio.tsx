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

/** What happened to the ticket, so that a changed place is never a riddle. */
export function HistoryList({ history }: { history: readonly HistoryOut[] }) {
  if (!history.length) return null;
  return (
    <details data-testid="history">
      <summary>{gettext("Why my place changed")}</summary>
      <ol class="history inset plain-list">
        {[...history].reverse().map((item) => (
          <li key={item.at + item.text}>
            <time class="nums soft" dateTime={item.at}>
              {clock(item.at)}
            </time>{" "}
            {item.text}
          </li>
        ))}
      </ol>
    </details>
  );
}
