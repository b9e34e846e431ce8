import { computed } from "@preact/signals";
import { startClock } from "../../clock";
import { Curtain } from "../../ui/curtain";
import { mountWhen } from "../../ui/mount";
import { Controller } from "./controller";
import { ModeratorPage } from "./view";

const host = document.getElementById("moderator");
if (host) {
  startClock();
  const controller = new Controller();
  controller.curtain = new Curtain(host, () => controller.curtainStatus());
  const ready = computed(
    () => controller.state.value.board !== null || controller.line.refusal.value !== null || controller.noSession.value,
  );
  mountWhen(ready, host, () => <ModeratorPage controller={controller} />);
}
