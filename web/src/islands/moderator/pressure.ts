/** How hard it is for a line to keep up with those who wait, as a pure function of the board. */
import type { BoardQueueOut, BoardRoomOut } from "../../protocol";

export type Pressure = { perRoom: number; level: "calm" | "busy" | "high" } | { perRoom: null; level: "unattended" };

const ATTENDS: ReadonlySet<BoardRoomOut["state"]> = new Set(["available", "reserved", "in_call", "on_hold", "wrap_up"]);
/** With eight minutes a person, more than these wait half an hour and an hour. */
const BUSY = 4;
const HIGH = 8;

/** Those who wait for each room that attends; `null` when nobody waits. A room of several lines counts in each of them. */
export function pressureOf(queue: BoardQueueOut): Pressure | null {
  const { waiting } = queue;
  if (waiting === 0) return null;
  const rooms = queue.rooms.filter((room) => ATTENDS.has(room.state) && room.connected && !room.draining).length;
  if (rooms === 0) return { perRoom: null, level: "unattended" };
  const perRoom = Math.ceil(waiting / rooms);
  return { perRoom, level: perRoom >= HIGH ? "high" : perRoom >= BUSY ? "busy" : "calm" };
}
