import { clockRange } from "../../format";
import { gettext, ngettext } from "../../i18n";
import type { MovePreview, PreviewSeatOut } from "../../protocol";
import type { MoverState } from "./state";

/** What a move would lead to, for everybody: who comes where, and who is passed. Its sum is read out when it is there. */
export function Preview({ preview }: { preview: MoverState["preview"] }) {
  const found = preview === null || preview === "unknown" ? null : preview;
  return (
    <div class="stack stack-tight" data-testid="move-preview" data-ready={preview !== null}>
      <p class="strong">{gettext("What this leads to")}</p>
      {found && <Seats preview={found} />}
      <p class="small" role="status" data-testid="preview-sum">
        {found ? sum(found) : preview === "unknown" ? gettext("This cannot be said now.") : gettext("Looking…")}
      </p>
    </div>
  );
}

function Seats({ preview: { seats, known } }: { preview: MovePreview }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what can be scrolled must be reached by keyboard
    <section class="table-scroll preview-seats" aria-label={gettext("What this leads to")} tabIndex={0}>
      <table class="small nums">
        <thead>
          <tr>
            <th scope="col">{gettext("Number")}</th>
            <th scope="col">{gettext("Place now")}</th>
            <th scope="col">{gettext("Place then")}</th>
            {known && <th scope="col">{gettext("Would be called")}</th>}
          </tr>
        </thead>
        <tbody>
          {seats.map((seat) => (
            <Seat key={seat.number} seat={seat} known={known} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function sum({ seats, passed, nearer, known }: MovePreview): string {
  const hidden = passed - seats.filter((seat) => seat.before !== null).length;
  const parts = [
    passed === 0
      ? gettext("Nobody is passed.")
      : ngettext("%(n)d person is passed, and is told why.", "%(n)d people are passed, and are told why.", passed),
    hidden > 0 && ngettext("%(n)d of them is not shown here.", "%(n)d of them are not shown here.", hidden),
    nearer > 0 && ngettext("%(n)d person comes nearer to the front.", "%(n)d people come nearer to the front.", nearer),
    !known && gettext("When they would be called cannot be said now: nobody attends there."),
  ];
  return parts.filter(Boolean).join(" ");
}

function Seat({ seat, known }: { seat: PreviewSeatOut; known: boolean }) {
  const { estimate } = seat;
  return (
    <tr class={seat.before === null ? "strong" : ""} data-testid={`seat-${seat.number}`}>
      <th scope="row" class="nowrap">
        {seat.number}
      </th>
      <td>{seat.before ?? gettext("comes in")}</td>
      <td>{seat.place}</td>
      {known && <td>{estimate ? clockRange(estimate.low_at, estimate.high_at) : "–"}</td>}
    </tr>
  );
}
