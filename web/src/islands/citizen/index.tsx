import { computed } from "@preact/signals";
import { startClock } from "../../clock";
import { unlockSound } from "../../sound";
import { mountWhen } from "../../ui/mount";
import { Controller } from "./controller";
import { CitizenPage } from "./view";

const host = document.getElementById("citizen");
if (host) {
  startClock();
  unlockSound();
  const controller = new Controller();
  const ready = computed(() => controller.state.value.view !== null || controller.line.refusal.value !== null);
  mountWhen(ready, host, () => <CitizenPage controller={controller} />);
}
