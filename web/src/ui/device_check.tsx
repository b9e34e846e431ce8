import { useEffect, useState } from "preact/hooks";
import type { Choice, Devices } from "../devices";
import { gettext } from "../i18n";
import { meter, playNotes } from "../sound";
import { troubleText } from "../trouble_words";
import { DeviceChoices, FlipButton } from "./device_choices";
import { Icon } from "./icon";
import { SelfView } from "./self_view";

interface Props {
  devices: Devices;
  /** The person is content with what was opened. */
  onReady: (choice: Choice) => void;
  readyLabel: string;
  /** For those who want to go on without trying; absent when that is not offered. */
  onLater?: () => void;
}

/** Preview, level of the microphone, test of the loudspeaker. Nothing is opened before the person asks for it. */
export function DeviceCheck({ devices, onReady, readyLabel, onLater }: Props) {
  const open = devices.open.value;
  return (
    <div class="stack" data-testid="device-check">
      {devices.trouble.value && <TroubleNote devices={devices} retry={open} />}
      {open ? <Opened devices={devices} /> : <Ask devices={devices} />}
      <div class="row">
        {open && (
          <button
            type="button"
            class="button"
            data-testid="devices-ready"
            onClick={() => onReady(devices.camera.value ? "camera_and_microphone" : "microphone")}
          >
            <Icon name="check" />
            {readyLabel}
          </button>
        )}
        {onLater && (
          <button type="button" class="bare" data-testid="devices-later" onClick={onLater}>
            {gettext("I will do it later")}
          </button>
        )}
      </div>
    </div>
  );
}

function Ask({ devices }: { devices: Devices }) {
  return (
    <div class="row">
      <button
        type="button"
        class="button"
        data-testid="try-camera"
        disabled={devices.opening.value}
        onClick={() => void devices.start("camera_and_microphone")}
      >
        <Icon name="camera" />
        {gettext("Try my camera and microphone")}
      </button>
      <button
        type="button"
        class="button second"
        data-testid="try-microphone"
        disabled={devices.opening.value}
        onClick={() => void devices.start("microphone")}
      >
        <Icon name="mic" />
        {gettext("Microphone only")}
      </button>
      <p role="status" class="soft">
        {devices.opening.value && gettext("Your browser will ask for your permission: choose “Allow”.")}
      </p>
    </div>
  );
}

function Opened({ devices }: { devices: Devices }) {
  return (
    <div class="check">
      {devices.camera.value && <SelfView devices={devices} class="preview" />}
      <FlipButton devices={devices} class="button second" />
      <div class="stack grow">
        <DeviceTests devices={devices} />
        <DeviceChoices devices={devices} />
      </div>
    </div>
  );
}

/** Of what is open: the microphone's level, and a sound. */
export function DeviceTests({ devices }: { devices: Devices }) {
  return (
    <div class="stack">
      <Level devices={devices} />
      <button
        type="button"
        class="button second"
        data-testid="test-sound"
        onClick={() => playNotes([440, 554.37, 659.25])}
      >
        <Icon name="speaker" />
        {gettext("Play a test sound")}
      </button>
    </div>
  );
}

function Level({ devices }: { devices: Devices }) {
  const [level, setLevel] = useState(0);
  const [heard, setHeard] = useState(false);
  const track = devices.microphone.value;
  useEffect(() => {
    if (!track) return;
    setHeard(false);
    return meter(track, (value) => {
      setLevel(value);
      if (value > 0.3) setHeard(true);
    });
  }, [track]);
  return (
    <div class="stack stack-tight">
      <label class="label" for="level">
        {gettext("Say something: the bar moves when we hear you")}
      </label>
      <meter id="level" class="level" min={0} max={1} value={level} data-testid="level" />
      <p role="status" class={heard ? "ok" : "soft"}>
        {heard ? gettext("Your microphone works.") : gettext("We do not hear you yet.")}
      </p>
    </div>
  );
}

/** What may have changed since: asked for again by one press too. */
const RETRIED: ReadonlySet<string> = new Set(["lost", "interrupted", "in_use", "denied", "other"]);

/** What is solved already, and only has to be read. */
const SOLVED: ReadonlySet<string> = new Set(["replaced", "kept"]);

/** What went wrong with the devices, why, and what to do. `retry`: false where another button asks for them again. */
export function TroubleNote({ devices, retry = true }: { devices: Devices; retry?: boolean }) {
  const trouble = devices.trouble.value;
  if (!trouble) return null;
  const text = troubleText(trouble, { devices: devices.list.value, userAgent: navigator.userAgent });
  return (
    <div class="callout warn note" role="alert" data-testid="device-trouble" data-trouble={trouble}>
      <Icon name="warn" />
      <div>
        <p class="strong">{text.what}</p>
        <p>{text.todo}</p>
        {retry && RETRIED.has(trouble) && (
          <button
            type="button"
            class="button second"
            data-testid="devices-retry"
            disabled={devices.opening.value}
            onClick={() => void devices.recover()}
          >
            {gettext("Try again")}
          </button>
        )}
        {SOLVED.has(trouble) && (
          <button
            type="button"
            class="button second"
            data-testid="trouble-understood"
            onClick={() => {
              devices.trouble.value = null;
            }}
          >
            {gettext("Understood")}
          </button>
        )}
      </div>
    </div>
  );
}
