import { gettext } from "../../i18n";
import { Icon } from "../../ui/icon";
import type { Controller } from "./controller";

/** Attempts after which a network counts as one that lets no media through. */
const BLOCKED_AFTER = 2;

/** The console's own sound and picture cannot come about: said before somebody is called by video. */
export function OwnMedia({ controller }: { controller: Controller }) {
  const unsupported = controller.link.state.value === "unsupported";
  if (controller.line.connection.value !== "online") return null;
  if (!unsupported && controller.link.failed.value < BLOCKED_AFTER) return null;
  return (
    <p class="callout warn note" role="alert" data-testid="own-media">
      <Icon name="warn" />
      <span>
        {unsupported
          ? gettext("This browser cannot make video calls.")
          : gettext("Sound and picture do not get through on this network.")}{" "}
        {gettext("Attend by telephone, or use another browser or network.")}
      </span>
    </p>
  );
}
