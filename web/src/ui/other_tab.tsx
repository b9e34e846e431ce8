import { gettext } from "../i18n";
import type { SoleTab } from "../sole";
import { Icon } from "./icon";

/** Said on a page whose person goes on elsewhere: why there is no picture here, and how to go on here. */
export function OtherTabNote({ tab }: { tab: SoleTab }) {
  if (tab.active.value) return null;
  return (
    <div class="callout warn note" role="status" data-testid="other-tab">
      <Icon name="info" />
      <p class="grow">
        {gettext("This page is also open in another tab or browser: the camera and the call are there.")}
      </p>
      <button type="button" class="button second" data-testid="use-here" onClick={() => tab.take()}>
        {gettext("Go on here")}
      </button>
    </div>
  );
}
