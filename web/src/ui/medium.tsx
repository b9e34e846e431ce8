import { gettext } from "../i18n";
import type { BoardTicketOut } from "../protocol";
import { Icon } from "./icon";

export type Medium = BoardTicketOut["medium"];

export function mediumWords(medium: Medium): string {
  if (medium === "phone") return gettext("By telephone");
  return medium === "counter" ? gettext("At the counter") : gettext("By video");
}

/** How somebody is attended, where it is not by video on their own device: icon and words. */
export function MediumTag({ medium }: { medium: Medium }) {
  if (medium === "video") return null;
  return (
    <span class="tag plain medium" data-testid={`medium-${medium}`}>
      <Icon name={medium === "phone" ? "phone" : "building"} />
      {mediumWords(medium)}
    </span>
  );
}
