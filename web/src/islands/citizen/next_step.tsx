import { gettext } from "../../i18n";
import type { CitizenView } from "../../protocol";
import { CheckCard } from "./check";
import type { Controller } from "./controller";
import { PhoneNote } from "./phone";
import { ReadyCard } from "./ready";

interface Props {
  controller: Controller;
  view: CitizenView;
  onCheck: () => void;
}

/** The one thing to do now: say how to go on, say to be ready, or try the camera while there is time. The question lies over what
 * stands below, whose place is kept: what a finger is about to press does not move. */
export function NextStep({ controller, view, onCheck }: Props) {
  if (view.offer && !view.offer.choice) return null;
  if (view.ticket.medium === "phone") return <PhoneNote view={view} />;
  return (
    <>
      <ReadyCard controller={controller} />
      <CheckCard controller={controller} view={view} onCheck={onCheck} />
      <p class="soft small">{gettext("Keep this page open: it sounds when it is your turn.")}</p>
    </>
  );
}
