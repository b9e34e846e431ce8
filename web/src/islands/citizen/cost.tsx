import { gettext } from "../../i18n";
import { page } from "../../page";
import { Icon, type IconName } from "../../ui/icon";
import { later } from "../../ui/later";
import type { Controller } from "./controller";
import type { DataPanel as Panel } from "./data";

export const DataPanel = later<Parameters<typeof Panel>[0]>(
  () => import("./data").then((module) => module.DataPanel),
  "data",
);

/** Megabytes in words: "3.4 MB". */
export function megabytes(bytes: number): string {
  const mb = bytes / 1_000_000;
  const digits = mb < 10 ? 1 : 0;
  const shown = new Intl.NumberFormat(page().lang, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return gettext("%(n)s MB", { n: shown.format(mb) });
}

/** While one waits: one line, so that nobody has to wonder. */
export function DataSoFar({ controller }: { controller: Controller }) {
  return (
    <p class="soft small" data-testid="data-so-far">
      {gettext("Data used so far by this page: %(amount)s.", { amount: megabytes(controller.data.bytes.value) })}{" "}
      {gettext("No sound or picture is sent while you wait.")}
    </p>
  );
}

/** The two ways into the call with what each costs: one tap each. What was chosen before comes first. */
export function EnterButtons({ controller }: { controller: Controller }) {
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
      icon={writes ? "check" : "mic"}
      name={writes ?? gettext("Enter with voice only")}
      cost={gettext("about 1 MB a minute")}
      onEnter={() => controller.acceptWith("voice")}
    />
  );
  const both = voice ? [sound, video] : [video, sound];
  return <>{writes ? both[0] : both}</>;
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
