import { gettext } from "../../i18n";
import type { Drafts } from "./drafts";

interface Props {
  drafts: Drafts;
  /** Whose note has a field here. */
  shown: readonly ({ ticket_id: string } | null)[];
  busy: boolean;
}

/** Notes that were not saved before their person left, to be copied. Not while a command is under way: it may be what records them. */
export function LeftNotes({ drafts, shown, busy }: Props) {
  const left = busy ? [] : drafts.left(shown.filter((one) => one !== null));
  return (
    <>
      {left.map(({ ticket_id, number, text }) => (
        <div class="callout warn stack stack-tight" key={ticket_id} data-testid={`left-note-${number}`}>
          <p class="strong">{gettext("Your note about %(number)s was not saved:", { number })}</p>
          <p class="keep-lines">{text}</p>
          <p class="row">
            <button type="button" class="bare" data-testid="left-note-close" onClick={() => drafts.forget(ticket_id)}>
              {gettext("Throw it away")} <span class="visually-hidden">{number}</span>
            </button>
          </p>
        </div>
      ))}
    </>
  );
}
