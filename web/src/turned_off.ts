import { effect, type ReadonlySignal } from "@preact/signals";
import type { Devices, Kind } from "./devices";

/** What the person turned off. */
export function turnedOff(devices: Devices): readonly Kind[] {
  const found: Kind[] = devices.muted.value ? ["microphone"] : [];
  return devices.cameraOff.value ? [...found, "camera"] : found;
}

/** Says what is off whenever it is other than what the server knows: `known`, `null` while nobody has to be told. */
export function tellTurnedOff(
  devices: Devices,
  known: ReadonlySignal<readonly Kind[] | null>,
  say: (off: Kind[]) => void,
): void {
  // As it was said last: a view may be older than that.
  let told: string | null = null;
  effect(() => {
    const off = [...turnedOff(devices)];
    if (known.value === null) {
      told = null;
      return;
    }
    told ??= String(known.value);
    if (told === String(off)) return;
    told = String(off);
    say(off);
  });
}
