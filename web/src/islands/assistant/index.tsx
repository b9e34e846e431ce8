import { computed } from "@preact/signals";
import { startClock } from "../../clock";
import { Curtain } from "../../ui/curtain";
import { mountWhen } from "../../ui/mount";
import { Controller } from "./controller";
import { AssistantPage } from "./view";

const host = document.getElementById("assistant");
if (host) {
  startClock();
  const controller = new Controller();
  controller.curtain = new Curtain(host, () => "");
  const ready = computed(() => controller.state.value.view !== null || controller.line.refusal.value !== null);
  mountWhen(ready, host, () => <AssistantPage controller={controller} />);
}
