import { computed } from "@preact/signals";
import { startClock } from "../../clock";
import { leadsElsewhere } from "../../fragment_link";
import { unlockSound } from "../../sound";
import { mountWhen } from "../../ui/mount";
import { Controller } from "./controller";

const host = document.getElementById("relative");
const number = host?.dataset.number ?? "";
// Before anything of the call is opened.
if (host && !leadsElsewhere(number)) {
  addEventListener("hashchange", () => leadsElsewhere(number));
  startClock();
  unlockSound();
  const controller = new Controller();
  const ready = computed(() => controller.state.value.view !== null || controller.line.refusal.value !== null);
  // With its styles, which only come along so.
  void import("./view").then(({ RelativePage }) =>
    mountWhen(ready, host, () => <RelativePage controller={controller} />),
  );
}
