import { effect, type ReadonlySignal, type Signal } from "@preact/signals";
import type { Devices } from "./devices";
import { meter } from "./sound";

/** Of the meter's scale: a voice, and not a room (-40 dB). */
const VOICE = 0.4;
/** Looks, ten a second, from which on it is speech and no cough; and after which the silence counts as over. */
const SPEECH_LOOKS = 4;
const SILENT_LOOKS = 60;

/** Whether somebody speaks, by how loud it is ten times a second. */
export class Speech {
  private loud = 0;
  private silent = SILENT_LOOKS;

  hears(level: number): boolean {
    this.loud = level >= VOICE ? Math.min(SPEECH_LOOKS, this.loud + 1) : Math.max(0, this.loud - 1);
    this.silent = this.loud === SPEECH_LOOKS ? 0 : this.silent + 1;
    return this.silent < SILENT_LOOKS;
  }
}

/** In a call: keeps `unheard` at whether the person speaks into a microphone that they turned off. Nothing of it leaves the page. */
export function noticeSpeech(
  devices: Devices,
  live: ReadonlySignal<boolean>,
  unheard: Signal<boolean>,
  listen: typeof meter = meter,
): void {
  let end: (() => void) | undefined;
  effect(() => {
    end?.();
    end = undefined;
    unheard.value = false;
    const microphone = devices.microphone.value;
    if (!microphone || !devices.muted.value || !live.value) return;
    // The track that is sent is silent; a copy of it is not.
    const copy = microphone.clone();
    copy.enabled = true;
    const speech = new Speech();
    const stop = listen(copy, (level) => {
      unheard.value = speech.hears(level);
    });
    end = () => {
      stop();
      copy.stop();
    };
  });
}
