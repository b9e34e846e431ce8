import { now } from "../../clock";
import { gettext } from "../../i18n";
import { Icon } from "../../ui/icon";
import type { Controller } from "./controller";

/** What moderators tell everybody in the line. The region is always there, so that what comes into it is read out. */
export function Announcements({ controller }: { controller: Controller }) {
  const all = controller.state.value.view?.announcements ?? [];
  const live = all.filter((one) => Date.parse(one.until) > now.value);
  return (
    <div role="status" aria-atomic="false" class={live.length ? "stack stack-tight" : ""} data-testid="announcements">
      {live.map((one) => (
        <div class="callout row" key={one.id} data-testid={`announcement-${one.id}`}>
          <Icon name="info" />
          <p class={one.damaged ? "grow damaged" : "grow"}>
            <span class="visually-hidden">{gettext("Announcement:")} </span>
            {one.text}
          </p>
        </div>
      ))}
    </div>
  );
}
