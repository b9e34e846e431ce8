import { gettext } from "../../i18n";
import type { CitizenView } from "../../protocol";
import { environment, shutIn } from "../../trouble";
import { Icon } from "../../ui/icon";
import { later } from "../../ui/later";
import type { RealBrowserProps } from "../../ui/real_browser";
import type { Controller } from "./controller";

const RealBrowser = later<RealBrowserProps>(
  () => import("../../ui/real_browser").then((module) => module.RealBrowser),
  "real_browser",
);

/** Where the page is shut in another application, the way out of it; nothing elsewhere. */
export function WayOut({ controller }: { controller: Controller }) {
  const trouble = controller.devices.trouble.value;
  if (trouble !== "in_app" && !shutIn(environment())) return null;
  return <RealBrowser make={() => controller.line.command("continue_elsewhere", {})} />;
}

interface Props {
  controller: Controller;
  view: CitizenView;
  /** Opens the test of camera and microphone. */
  onCheck: () => void;
}

/** Camera and microphone: the button that tries them, or what was chosen. */
export function CheckCard({ controller, view, onCheck }: Props) {
  const chosen = view.ticket.devices;
  if (chosen !== "unknown" || controller.checkLater.value || view.ticket.state === "postponed")
    return <DevicesChosen chosen={chosen} onAgain={onCheck} />;
  if (shutIn(environment()))
    return (
      <section class="panel stack" aria-label={gettext("Camera and microphone")}>
        <WayOut controller={controller} />
        <WithoutDevices controller={controller} />
      </section>
    );
  return (
    <button type="button" class="button big full" data-testid="check-open" aria-haspopup="dialog" onClick={onCheck}>
      <Icon name="camera" />
      {gettext("Try my camera and microphone")}
    </button>
  );
}

export function WithoutDevices({ controller, onDone }: { controller: Controller; onDone?: () => void }) {
  return (
    <button
      type="button"
      class="bare"
      data-testid="no-devices"
      onClick={() => {
        onDone?.();
        void controller.withoutDevices();
      }}
    >
      {gettext("I have neither camera nor microphone")}
    </button>
  );
}

function DevicesChosen({ chosen, onAgain }: { chosen: CitizenView["ticket"]["devices"]; onAgain: () => void }) {
  const text = {
    camera_and_microphone: gettext("Camera and microphone are ready. They stay closed until your call."),
    microphone: gettext("Your microphone is ready. You take part without a camera."),
    none: gettext("You take part without camera and microphone: in the call you write."),
    unknown: gettext("You have not tried your camera yet."),
  }[chosen];
  return (
    <section class="devices" aria-label={gettext("Camera and microphone")} data-testid="devices-chosen">
      <p class="note small">
        <Icon name={chosen === "unknown" ? "info" : "check"} />
        <span>{text}</span>
      </p>
      <button type="button" class="bare" onClick={onAgain} data-testid="devices-again">
        {chosen === "unknown" ? gettext("Try now") : gettext("Change")}
      </button>
    </section>
  );
}
