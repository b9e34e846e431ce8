import { computed, effect } from "@preact/signals";
import { startClock } from "../../clock";
import { unlockSound } from "../../sound";
import { mountWhen } from "../../ui/mount";
import { Controller } from "./controller";
import { keepNumber } from "./keep_number";
import { isOver, screenOf } from "./state";
import { CitizenPage } from "./view";

const host = document.getElementById("citizen");
if (host) {
  startClock();
  unlockSound();
  const controller = new Controller();
  const ready = computed(() => controller.state.value.view !== null || controller.line.refusal.value !== null);
  mountWhen(ready, host, () => <CitizenPage controller={controller} />);
  keepForNoNetwork(controller);
}

/** While the number is in force this device keeps it for the page without a network. */
function keepForNoNetwork(controller: Controller): void {
  effect(() => {
    const state = controller.state.value;
    const over = controller.line.refusal.value !== null || (state.view !== null && isOver(screenOf(state)));
    if (over) keepNumber(null);
    else if (state.view) keepNumber({ number: state.view.ticket.number, folio: state.view.folio });
  });
}
