import { gettext } from "../../i18n";
import type { BoardQueueOut, BoardRoomOut, BoardTicketOut } from "../../protocol";
import { roomWords, type Words } from "../../ui/room_words";

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

export function boardRoomWords(room: BoardRoomOut): Words {
  if (!room.connected && room.state !== "closed") return roomWords("disconnected", "board");
  return roomWords(room.state, "board");
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
