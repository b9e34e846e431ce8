import { gettext } from "../../i18n";
import { Icon } from "../../ui/icon";
import { later } from "../../ui/later";
import type { Controller } from "./controller";
import type { DataPanel as Panel, DataSoFar as SoFar } from "./data";

export const DataPanel = later<Parameters<typeof Panel>[0]>(() => import("./data").then((module) => module.DataPanel));
export const DataSoFar = later<Parameters<typeof SoFar>[0]>(() => import("./data").then((module) => module.DataSoFar));

/** The two ways into the call with what each costs: one tap each. What was chosen before comes first. */
export function EnterButtons({ controller }: { controller: Controller }) {
  const voice = controller.state.value.view?.ticket.data_mode === "voice";
  const low = controller.state.value.view?.ticket.data_mode === "low";
  const video = (
    <Enter
      key="video"
      controller={controller}
      testid={voice ? "accept-video" : "accept"}
      second={voice}
      icon="camera"
      name={gettext("Enter the call")}
      cost={low ? gettext("about 2 MB a minute") : gettext("about 5 MB a minute")}
      onEnter={() => controller.acceptWith(low ? "low" : "normal")}
    />
  );
  const sound = (
    <Enter
      key="voice"
      controller={controller}
      testid={voice ? "accept" : "accept-voice"}
      second={!voice}
      icon="mic"
      name={gettext("Enter with voice only")}
      cost={gettext("about 1 MB a minute")}
      onEnter={() => controller.acceptWith("voice")}
    />
  );
  return <>{voice ? [sound, video] : [video, sound]}</>;
}

interface EnterProps {
  controller: Controller;
  testid: string;
  second: boolean;
  icon: "camera" | "mic";
  name: string;
  cost: string;
  onEnter: () => Promise<void>;
}

function Enter({ controller, testid, second, icon, name, cost, onEnter }: EnterProps) {
  return (
    <button
      type="button"
      class={second ? "button second full enter" : "button go big full enter"}
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
