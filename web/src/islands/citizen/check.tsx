import { useState } from "preact/hooks";
import { gettext } from "../../i18n";
import type { CitizenView } from "../../protocol";
import { environment, shutIn } from "../../trouble";
import { DeviceCheck } from "../../ui/device_check";
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

/** Camera and microphone, tried while there is time. */
export function CheckCard({ controller, view }: { controller: Controller; view: CitizenView }) {
  const [again, setAgain] = useState(false);
  const chosen = view.ticket.devices;
  if (view.ticket.medium === "phone") return null;
  if (!again && (chosen !== "unknown" || controller.checkLater.value))
    return <DevicesChosen chosen={chosen} onAgain={() => setAgain(true)} />;
  return (
    <section class="panel stack" aria-labelledby="devices-title">
      <h2 id="devices-title">{gettext("Try your camera and microphone while you wait")}</h2>
      <WayOut controller={controller} />
      {!shutIn(environment()) && <Test controller={controller} onChosen={() => setAgain(false)} />}
      <button type="button" class="bare" data-testid="no-devices" onClick={() => void controller.withoutDevices()}>
        {gettext("I have neither camera nor microphone")}
      </button>
    </section>
  );
}

function Test({ controller, onChosen }: { controller: Controller; onChosen: () => void }) {
  return (
    <>
      <p>{gettext("Only you see this test. Afterwards everything is closed again until your call.")}</p>
      <DeviceCheck
        devices={controller.devices}
        readyLabel={gettext("It works, I am ready")}
        onReady={(choice) => {
          onChosen();
          void controller.devicesReady(choice);
        }}
        onLater={() => {
          onChosen();
          controller.devices.stop();
          controller.checkLater.value = true;
        }}
      />
    </>
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
    <section class="panel row spread" aria-label={gettext("Camera and microphone")} data-testid="devices-chosen">
      <p class="note">
        <Icon name={chosen === "unknown" ? "info" : "check"} />
        <span>{text}</span>
      </p>
      <button type="button" class="bare" onClick={onAgain} data-testid="devices-again">
        {chosen === "unknown" ? gettext("Try now") : gettext("Change or try again")}
      </button>
    </section>
  );
}
