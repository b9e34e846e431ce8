import { tell } from "../announce";
import type { Devices, Kind } from "../devices";
import { canFlip, choicesOf, facingOf, flip, pick } from "../devices_change";
import { gettext } from "../i18n";
import { Icon } from "./icon";

const KINDS: readonly Kind[] = ["camera", "microphone"];

/** Whether there is another camera or microphone than those that are open. */
export function choosesDevices(devices: Devices): boolean {
  return KINDS.some((kind) => isChosen(devices, kind));
}

function isChosen(devices: Devices, kind: Kind): boolean {
  return devices[kind].value !== null && choicesOf(devices, kind).length > 1;
}

/** Of what is open: the other cameras and microphones, where there are any. A call goes on with another one at once. */
export function DeviceChoices({ devices }: { devices: Devices }) {
  if (!choosesDevices(devices)) return null;
  const words = { camera: gettext("Camera"), microphone: gettext("Microphone") };
  return (
    <div class="stack stack-tight">
      {KINDS.filter((kind) => isChosen(devices, kind)).map((kind) => (
        <label class="label" key={kind}>
          {words[kind]}
          <select
            class="input"
            data-testid={`choose-${kind}`}
            value={devices[kind].value?.getSettings?.().deviceId ?? ""}
            onChange={(event) => void pick(devices, kind, event.currentTarget.value)}
          >
            {choicesOf(devices, kind).map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
      ))}
    </div>
  );
}

/** One press between the camera in front and the one behind. */
export function FlipButton({ devices, class: name }: { devices: Devices; class: string }) {
  if (!devices.camera.value || !canFlip(devices)) return null;
  const press = async () => {
    if (!(await flip(devices))) return;
    const behind = facingOf(devices.camera.peek()) === "environment";
    tell(behind ? gettext("The rear camera is on.") : gettext("The front camera is on."));
  };
  return (
    <button type="button" class={name} data-testid="flip-camera" onClick={() => void press()}>
      <Icon name="flip" />
      <span>{gettext("Change camera")}</span>
    </button>
  );
}
