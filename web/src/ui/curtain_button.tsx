import { gettext } from "../i18n";
import type { Curtain } from "./curtain";

/** Beside the state of the connection, always in the same place: there is no time to look for it. */
export function CurtainButton({ curtain }: { curtain: Curtain | null }) {
  if (!curtain) return null;
  return (
    <button
      type="button"
      class="button second"
      data-testid="curtain-draw"
      aria-keyshortcuts="F9"
      onClick={() => curtain.toggle()}
    >
      {gettext("Hide the screen")} <kbd>F9</kbd>
    </button>
  );
}
