import { computed } from "@preact/signals";
import { startClock } from "../../clock";
import { unlockSound } from "../../sound";
import { Curtain } from "../../ui/curtain";
import { mountWhen } from "../../ui/mount";
import { Controller } from "./controller";
import { DirectorPage } from "./view";

const host = document.getElementById("director");
if (host) {
  startClock();
  unlockSound();
  const controller = new Controller();
  const ready = computed(() => controller.state.value.view !== null || controller.line.refusal.value !== null);
  controller.curtain = new Curtain(host, () => controller.curtainStatus());
  mountWhen(ready, host, () => <DirectorPage controller={controller} />);
}
