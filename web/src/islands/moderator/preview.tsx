import { clockRange } from "../../format";
import { gettext, ngettext } from "../../i18n";
import type { MovePreview, PreviewSeatOut } from "../../protocol";

/** What a move would lead to, for everybody: who comes where, and who is passed. */
export function Preview({ preview }: { preview: MovePreview | null }) {
  if (!preview) return <p class="soft">{gettext("Looking at what this would lead to…")}</p>;
  const { seats, passed, nearer, known } = preview;
  const hidden = passed - seats.filter((seat) => seat.before !== null).length;
  return (
    <div class="stack stack-tight" data-testid="move-preview">
      <p class="strong">{gettext("What this leads to")}</p>
      <div class="table-scroll preview-seats">
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
      </div>
      {hidden > 0 && (
        <p class="small">{ngettext("And %(n)d more person is passed.", "And %(n)d more people are passed.", hidden)}</p>
      )}
      <p class="small" data-testid="preview-sum">
        {passed === 0
          ? gettext("Nobody is passed.")
          : ngettext(
              "%(n)d person is passed, and is told why.",
              "%(n)d people are passed, and are told why.",
              passed,
            )}{" "}
        {nearer > 0 &&
          ngettext("%(n)d person comes nearer to the front.", "%(n)d people come nearer to the front.", nearer)}
      </p>
      {!known && (
        <p class="soft small">{gettext("When they would be called cannot be said now: nobody attends there.")}</p>
      )}
    </div>
  );
}

function Seat({ seat, known }: { seat: PreviewSeatOut; known: boolean }) {
  const { estimate } = seat;
  return (
    <tr class={seat.before === null ? "strong" : ""} data-testid={`seat-${seat.number}`}>
      <th scope="row">{seat.number}</th>
      <td>{seat.before ?? gettext("comes in")}</td>
      <td>{seat.place}</td>
      {known && <td>{estimate ? clockRange(estimate.low_at, estimate.high_at) : "–"}</td>}
    </tr>
  );
}
