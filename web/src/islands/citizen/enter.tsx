import type { JSX } from "preact";
import { gettext } from "../../i18n";
import { Icon, type IconName } from "../../ui/icon";
import type { Controller } from "./controller";
import { costOf } from "./cost";

/** The ways into the call with what each costs, one tap each; what was chosen before is the first. */
export function enterWays(controller: Controller): [JSX.Element, JSX.Element | null] {
  const { data_mode, devices } = controller.state.value.view?.ticket ?? {};
  const voice = data_mode === "voice";
  const low = data_mode === "low";
  const writes = devices === "none" ? gettext("Enter and write") : undefined;
  const video = (
    <Enter
      key="video"
      controller={controller}
      testid={voice ? "accept-video" : "accept"}
      second={voice}
      icon={writes ? "check" : "camera"}
      name={writes ?? gettext("Enter the call")}
      cost={costOf(low ? "low" : "normal")}
      onEnter={() => controller.acceptWith(low ? "low" : "normal")}
    />
  );
  const sound = (
    <Enter
      key="voice"
      controller={controller}
      testid={voice ? "accept" : "accept-voice"}
      second={!voice}
      icon={writes ? "check" : "mic"}
      name={writes ?? gettext("Enter with voice only")}
      cost={costOf("voice")}
      onEnter={() => controller.acceptWith("voice")}
    />
  );
  if (writes) return [voice ? sound : video, null];
  return voice ? [sound, video] : [video, sound];
}

interface EnterProps {
  controller: Controller;
  testid: string;
  second: boolean;
  icon: IconName;
  name: string;
  cost: string;
  onEnter: () => Promise<void>;
}

function Enter({ controller, testid, second, icon, name, cost, onEnter }: EnterProps) {
  return (
    <button
      type="button"
      class={second ? "button second enter" : "button go big enter"}
      data-testid={testid}
      disabled={controller.busy.value}
      onClick={() => void onEnter()}
    >
      <Icon name={icon} />
      <span>
        {name}
        <span class="cost">{cost}</span>
      </span>
    </button>
  );
}
