import { minutesSince, now10 } from "../../clock";
import { clock } from "../../format";
import { gettext } from "../../i18n";
import type { BoardQueueOut, BoardRoomOut } from "../../protocol";
import type { Controller } from "./controller";
import { Duty } from "./roster";
import { boardRoomWords } from "./words";

interface Props {
  controller: Controller;
  queue: BoardQueueOut;
}

/** Who attends the line, one row each, and behind it what can be done with the room. */
export function Rooms({ controller, queue }: Props) {
  const rooms = queue.rooms.filter(attends(queue));
  return (
    <ul class="rooms" aria-label={gettext("Rooms")}>
      {rooms.map((room) => (
        <Room key={room.room_id} controller={controller} queue={queue} room={room} />
      ))}
      {rooms.length === 0 && <li class="soft">{gettext("No room is open")}</li>}
    </ul>
  );
}

/** Rooms of those who stand in or are away are closed: these people are on the roster below. */
function attends(queue: BoardQueueOut): (room: BoardRoomOut) => boolean {
  const others = new Set(queue.roster.filter((one) => one.part !== "director").map((one) => one.room_id));
  return (room) => !others.has(room.room_id);
}

function Room({ controller, queue, room }: Props & { room: BoardRoomOut }) {
  const [text, tone] = boardRoomWords(room);
  const others = room.serves.filter((slug) => slug !== queue.department_slug);
  const name = (slug: string) => controller.departments.value.get(slug) ?? slug;
  return (
    <li data-testid={`room-${room.room_id}`} data-state={room.state}>
      <details>
        <summary>
          <span class="room-name">{room.director}</span>
          {room.number && (
            <b class="nums nowrap">
              {room.number}
              {room.since && " · "}
              {room.since && gettext("%(n)d min", { n: minutesSince(room.since, now10.value) })}
            </b>
          )}
          <span class={`tag ${tone}`}>{text}</span>
        </summary>
        {others.length > 0 && (
          <p class="soft">{gettext("Also attends: %(departments)s", { departments: others.map(name).join(", ") })}</p>
        )}
        <button
          type="button"
          class="bare"
          data-testid={`served-${room.room_id}`}
          onClick={() => controller.dispatch({ type: "ask", asked: { what: "served", room } })}
        >
          {gettext("Lines it attends…")} <span class="visually-hidden">{room.director}</span>
        </button>
        <Duty controller={controller} queue={queue} room={room} />
      </details>
      <RoomMarks room={room} />
    </li>
  );
}

function RoomMarks({ room }: { room: BoardRoomOut }) {
  const { paused_reason, paused_until, draining, interpreter, poor_line } = room;
  if (!paused_reason && !draining && !interpreter && !poor_line) return null;
  return (
    <p class="row tags">
      {paused_reason && (
        <span class="tag plain">
          {paused_reason}
          {paused_until && ` · ${gettext("Until %(time)s", { time: clock(paused_until) })}`}
        </span>
      )}
      {draining && <span class="tag warn">{gettext("Closes after this person")}</span>}
      {interpreter && <span class="tag plain need">{interpreter}</span>}
      {poor_line && (
        <span class="tag warn" data-testid={`poor-line-${room.room_id}`}>
          {gettext("Poor connection")}
        </span>
      )}
    </p>
  );
}
