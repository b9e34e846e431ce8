import { gettext } from "../i18n";
import type { BoardQueueOut } from "../protocol";
import type { Words } from "./room_words";

/** A line's state in words. */
export function queueWords(state: BoardQueueOut["state"]): Words {
  switch (state) {
    case "open":
      return [gettext("Open"), "good"];
    case "paused":
      return [gettext("On a break"), "warn"];
    case "draining":
      return [gettext("Takes nobody more"), "warn"];
    case "closed":
      return [gettext("Closed"), ""];
  }
}
