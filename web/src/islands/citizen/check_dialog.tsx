import { useLayoutEffect } from "preact/hooks";
import { gettext } from "../../i18n";
import { environment, shutIn } from "../../trouble";
import { DeviceCheck } from "../../ui/device_check";
import { Dialog } from "../../ui/dialog";
import { WayNote } from "../../ui/way_note";
import { WayOut, WithoutDevices } from "./check";
import type { Controller } from "./controller";
import { devicesWanted } from "./state";

/** Camera and microphone, tried while there is time. Whoever goes away without choosing has nothing left open. */
export function CheckDialog({ controller, onClose }: { controller: Controller; onClose: () => void }) {
  // However it closes; but not what the call, which took its place, uses.
  useLayoutEffect(() => () => void (devicesWanted(controller.state.peek()) || controller.devices.stop()), []);
  return (
    <Dialog title={gettext("Camera and microphone")} onClose={onClose} testid="check-dialog">
      <WayOut controller={controller} />
      {!shutIn(environment()) && (
        <>
          <p>{gettext("Only you see this test. Afterwards everything is closed again until your call.")}</p>
          <WayNote link={controller.link} onVoice={() => void controller.devices.start("microphone")} />
          <DeviceCheck
            devices={controller.devices}
            readyLabel={gettext("It works, I am ready")}
            onReady={(choice) => {
              onClose();
              void controller.devicesReady(choice);
            }}
            onLater={() => {
              onClose();
              controller.checkLater.value = true;
            }}
          />
        </>
      )}
      <WithoutDevices controller={controller} onDone={onClose} />
    </Dialog>
  );
}
