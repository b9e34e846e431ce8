/** Other cameras and microphones than those that are open. */
import type { Devices, Kind } from "./devices";
import { gettext } from "./i18n";

export type Facing = "user" | "environment";

/** As cameras of telephones are called: "camera2 0, facing back", "Back Camera", "Cámara trasera". */
const REAR = /\b(back|rear|trasera|environment)\b/i;
const FRONT = /\b(front|frontal|delantera|user)\b/i;

/** Which way a camera looks, as far as it tells. */
export function facingOf(camera: MediaStreamTrack | null): Facing | null {
  const said = camera?.getSettings?.().facingMode;
  return said === "user" || said === "environment" ? said : looks(camera?.label ?? "");
}

function looks(label: string): Facing | null {
  if (REAR.test(label)) return "environment";
  return FRONT.test(label) ? "user" : null;
}

/** Those of a kind that can be chosen, each under a name of its own. */
export function choicesOf(devices: Devices, kind: Kind): readonly { id: string; name: string }[] {
  const wanted = kind === "camera" ? "videoinput" : "audioinput";
  const names = new Map<string, number>();
  return devices.list.value
    .filter((device) => device.kind === wanted)
    .map(({ deviceId, label }) => {
      const name = plainName(kind, label);
      const count = (names.get(name) ?? 0) + 1;
      names.set(name, count);
      return { id: deviceId, name: count > 1 ? `${name} ${count}` : name };
    });
}

function plainName(kind: Kind, label: string): string {
  if (kind === "microphone") return label || gettext("Microphone");
  const facing = looks(label);
  if (facing === null) return label || gettext("Camera");
  return facing === "environment" ? gettext("Rear camera") : gettext("Front camera");
}

/** Whether there is a camera in front and one behind, as on telephones. */
export function canFlip(devices: Devices): boolean {
  const cameras = devices.list.value.filter((device) => device.kind === "videoinput");
  const behind = cameras.some(({ label }) => looks(label) === "environment");
  return cameras.length > 1 && (behind || matchMedia("(pointer: coarse)").matches);
}

/** Opens this one in place of the one of its kind that is open. */
export function pick(devices: Devices, kind: Kind, deviceId: string): Promise<boolean> {
  return devices.change(kind, [{ deviceId: { exact: deviceId } }]);
}

/** From the camera in front to the one behind, to show something, and back; where they do not say which is which, the next. */
export function flip(devices: Devices): Promise<boolean> {
  const camera = devices.camera.peek();
  const facingMode = { exact: facingOf(camera) === "environment" ? "user" : "environment" };
  const ids = choicesOf(devices, "camera").map(({ id }) => id);
  const next = ids[(ids.indexOf(camera?.getSettings?.().deviceId ?? "") + 1) % ids.length];
  return devices.change("camera", [{ facingMode }, ...(next ? [{ deviceId: { exact: next } }] : [])]);
}
