import { gettext } from "../../i18n";
import type { BoardRoomOut, BoardTicketOut } from "../../protocol";
import { roomWords, type Words } from "../../ui/room_words";

export function ticketWords(state: BoardTicketOut["state"]): Words {
  switch (state) {
    case "booked":
      return [gettext("Booked"), ""];
    case "called":
      return [gettext("Being called"), "warn"];
    case "connecting":
    case "in_call":
      return [gettext("In call"), "good"];
    case "on_hold":
      return [gettext("On hold"), "warn"];
    case "reconnecting":
      return [gettext("Reconnecting"), "warn"];
    case "wrap_up":
      return [gettext("Recording the result"), "warn"];
    case "ready_check":
      return [gettext("Asked whether ready"), "warn"];
    case "outcome_pending":
      return [gettext("Result to complete"), "warn"];
    case "absent":
      return [gettext("Did not answer"), "bad"];
    case "no_show":
      return [gettext("Did not come"), "bad"];
    case "postponed":
      return [gettext("Comes into the line later"), ""];
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
