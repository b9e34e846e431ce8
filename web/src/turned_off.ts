import { effect, type ReadonlySignal, signal } from "@preact/signals";
import type { Devices, Kind } from "./devices";

/** What the person turned off. */
export function turnedOff(devices: Devices): readonly Kind[] {
  const found: Kind[] = devices.muted.value ? ["microphone"] : [];
  return devices.cameraOff.value ? [...found, "camera"] : found;
}

const AGAIN_MS = 2000;
const TRIES = 5;

/**
 * Says what is off whenever it is other than what the server knows: `known`, `null` while nobody has to be told. `say` tells the
 * server; what it refused is said some more times.
 */
export function tellTurnedOff(
  devices: Devices,
  known: ReadonlySignal<readonly Kind[] | null>,
  say: (off: Kind[]) => Promise<boolean>,
): void {
  // As it was said last: a view may be older than that.
  let told: string | null = null;
  const tries = signal(0);
  let refused = 0;
  effect(() => {
    tries.value;
    const off = [...turnedOff(devices)];
    if (known.value === null) {
      told = null;
      return;
    }
    told ??= String(known.value);
    if (told === String(off)) return;
    const said = String(off);
    told = said;
    const again = () => {
      if (told !== said) return;
      told = null;
      tries.value++;
    };
    void say(off).then((taken) => {
      refused = taken ? 0 : refused + 1;
      if (!taken && refused < TRIES) setTimeout(again, AGAIN_MS);
    });
  });
}
