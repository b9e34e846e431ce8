import type { Devices } from "../devices";
import { gettext } from "../i18n";
import { Icon } from "./icon";

export interface End {
  label: string;
  testid?: string;
  /** While another command is under way, and this one would not be carried out. */
  busy?: boolean;
  onEnd: () => void;
}

interface Props {
  devices: Devices;
  /** The button that ends the call, or a guest's stay in another's. Where the page scrolls, it keeps the controls in the window. */
  end?: End | undefined;
}

/** Microphone, camera and the end of the call: icon and words, each state said in the words. */
export function CallControls({ devices, end }: Props) {
  return (
    <fieldset class={end ? "controls foot-bar" : "controls"} aria-label={gettext("Call controls")}>
      <MicrophoneControl devices={devices} />
      <CameraControl devices={devices} />
      {end && <EndControl {...end} />}
    </fieldset>
  );
}

export function MicrophoneControl({ devices }: { devices: Devices }) {
  const muted = devices.muted.value || !devices.microphone.value;
  return (
    <button
      type="button"
      class="control"
      aria-pressed={muted}
      data-testid="mute"
      onClick={() => devices.setMuted(!devices.muted.value)}
      disabled={!devices.microphone.value}
    >
      <Icon name={muted ? "mic_off" : "mic"} />
      <span>{muted ? gettext("Turn microphone on") : gettext("Turn microphone off")}</span>
    </button>
  );
}

/** `onCamera`: in place of opening the camera alone, where more has to change with it. */
export function CameraControl({ devices, onCamera }: { devices: Devices; onCamera?: (() => void) | undefined }) {
  const off = !devices.camera.value;
  return (
    <button
      type="button"
      class="control"
      aria-pressed={off}
      data-testid="camera-off"
      onClick={() => (onCamera && off ? onCamera() : void devices.setCameraOff(!off))}
      disabled={devices.opening.value}
    >
      <Icon name={off ? "camera_off" : "camera"} />
      <span>{off ? gettext("Turn camera on") : gettext("Turn camera off")}</span>
    </button>
  );
}

export function EndControl({ label, testid = "hang-up", busy = false, onEnd }: End) {
  return (
    <button type="button" class="control end" data-testid={testid} disabled={busy} onClick={onEnd}>
      <Icon name="end" />
      <span>{label}</span>
    </button>
  );
}
