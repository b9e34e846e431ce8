import { gettext } from "../../i18n";
import type { Drafts, Left } from "./drafts";

interface Props {
  drafts: Drafts;
  /** Whose note and step have fields here, and commitment, unless that is of another one. */
  current: { ticket_id: string } | null;
  promised?: { ticket_id: string } | null;
  /** Whose notes have fields in the forms of their results. */
  pending: readonly { ticket_id: string }[];
  busy: boolean;
}

/** Notes, steps and commitments that were not sent before their person left, to be copied. Not while a command is under way: it may be what records them. */
export function LeftNotes({ drafts, current, promised = current, pending, busy }: Props) {
  const left = busy ? [] : drafts.left(pending, current?.ticket_id, promised?.ticket_id);
  return (
    <>
      {left.map(({ kind, number, text, discard }) => (
        <div class="callout warn stack stack-tight" key={`${kind} ${number}`} data-testid={`left-${kind}-${number}`}>
          <p class="strong">{whatIsLeft(kind, number)}</p>
          <p class="keep-lines">{text}</p>
          <p class="row">
            <button type="button" class="bare" data-testid={`left-${kind}-close`} onClick={discard}>
              {gettext("Throw it away")} <span class="visually-hidden">{number}</span>
            </button>
          </p>
        </div>
      ))}
    </>
  );
}

function whatIsLeft(kind: Left["kind"], number: string): string {
  switch (kind) {
    case "note":
      return gettext("Your note about %(number)s was not saved:", { number });
    case "step":
      return gettext("Your step for %(number)s was not handed over:", { number });
    case "promise":
      return gettext("Your commitment to %(number)s was not made:", { number });
  }
}
