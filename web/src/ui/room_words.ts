import { gettext } from "../i18n";
import type { BoardRoomOut } from "../protocol";

export type Words = [text: string, tone: "" | "good" | "warn" | "bad"];

/** A room's state in words: as its director reads it (`own`), or as one of many on a board. */
export function roomWords(state: BoardRoomOut["state"], whose: "own" | "board"): Words {
  switch (state) {
    case "closed":
      return [whose === "own" ? gettext("Room closed") : gettext("Closed"), ""];
    case "available":
      return [whose === "own" ? gettext("Room open") : gettext("Free"), "good"];
    case "reserved":
      return [gettext("Calling"), "warn"];
    case "in_call":
    case "assisting":
      return [gettext("In call"), "good"];
    case "on_hold":
      return [gettext("On hold"), "warn"];
    case "wrap_up":
      return [gettext("Recording the result"), "warn"];
    case "paused":
      return [gettext("On a break"), "warn"];
    case "draining":
      return [gettext("Closing"), "warn"];
    case "disconnected":
      return [gettext("Connection lost"), "bad"];
  }
}
