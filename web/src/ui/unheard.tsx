import type { Signal } from "@preact/signals";
import type { Devices } from "../devices";
import { gettext } from "../i18n";
import { Icon } from "./icon";

/** Said to who speaks into a microphone that is off. */
export function UnheardNote({ devices, unheard }: { devices: Devices; unheard: Signal<boolean> }) {
  if (!unheard.value) return null;
  return (
    <div class="callout warn note" role="alert" data-testid="unheard">
      <Icon name="mic_off" />
      <div class="row">
        <p class="strong">{gettext("Your microphone is off: nobody hears you.")}</p>
        <button type="button" class="button second" data-testid="unmute" onClick={() => devices.setMuted(false)}>
          {gettext("Turn microphone on")}
        </button>
      </div>
    </div>
  );
}
