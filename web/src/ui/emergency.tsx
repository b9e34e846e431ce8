import { gettext } from "../i18n";
import { page } from "../page";
import { Dialog } from "./dialog";

/** Whom to call instead of waiting in a line, and when. */
export function EmergencyDialog({ onClose, lead }: { onClose: () => void; lead?: string }) {
  return (
    <Dialog title={gettext("In an emergency, call")} onClose={onClose} testid="emergency-card">
      {lead && <p>{lead}</p>}
      <ul class="plain-list stack">
        {page().emergency.map((one) => (
          <li key={one.digits} class="stack stack-tight">
            <p>
              <a class="strong nums lead nowrap" href={`tel:${one.digits}`}>
                {one.number}
              </a>
            </p>
            <p>
              <b>{one.name}.</b> {one.when}
            </p>
          </li>
        ))}
      </ul>
      <button type="button" class="button second" data-testid="emergency-close" onClick={onClose}>
        {gettext("Close")}
      </button>
    </Dialog>
  );
}
