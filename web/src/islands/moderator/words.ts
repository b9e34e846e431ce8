import { gettext } from "../../i18n";
import type { BoardQueueOut, BoardRoomOut, BoardTicketOut } from "../../protocol";

type Words = [text: string, tone: "" | "good" | "warn" | "bad"];

export function ticketWords(state: BoardTicketOut["state"]): Words {
  switch (state) {
    case "called":
      return [gettext("Called"), "warn"];
    case "connecting":
    case "in_call":
      return [gettext("In call"), "good"];
    case "on_hold":
      return [gettext("On hold"), "warn"];
    case "reconnecting":
      return [gettext("Reconnecting"), "warn"];
    case "wrap_up":
    case "outcome_pending":
      return [gettext("Recording the result"), "warn"];
    case "absent":
    case "no_show":
      return [gettext("Did not answer"), "bad"];
    case "postponed":
      return [gettext("Lets others pass"), ""];
    case "served":
      return [gettext("Attended"), "good"];
    case "left":
    case "cancelled":
      return [gettext("Left the line"), ""];
    default:
      return [gettext("Waiting"), ""];
  }
}

export function roomWords(room: BoardRoomOut): Words {
  if (!room.connected && room.state !== "closed") return [gettext("Connection lost"), "bad"];
  switch (room.state) {
    case "closed":
      return [gettext("Closed"), ""];
    case "available":
      return [gettext("Free"), "good"];
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

export function queueWords(state: BoardQueueOut["state"]): Words {
  switch (state) {
    case "open":
      return [gettext("Open"), "good"];
    case "paused":
      return [gettext("On a break"), "warn"];
    case "draining":
      return [gettext("Closing"), "warn"];
    case "closed":
      return [gettext("Closed"), ""];
  }
}
