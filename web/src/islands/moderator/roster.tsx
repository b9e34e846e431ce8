import { gettext, ngettext } from "../../i18n";
import type { BoardMemberOut, BoardQueueOut, BoardRoomOut } from "../../protocol";
import { Frame } from "./ask";
import type { Controller } from "./controller";

interface Props {
  controller: Controller;
  queue: BoardQueueOut;
}

/** Who of the department stands in or is away today; each can be put back to attending. */
export function Roster({ controller, queue }: Props) {
  const others = queue.roster.filter((one) => one.part !== "director");
  if (others.length === 0) return null;
  return (
    <ul class="rooms" aria-label={gettext("Stand in or away today")}>
      {others.map((one) => (
        <li key={one.staff_id} class="stack stack-tight" data-testid={`member-${one.staff_id}`} data-part={one.part}>
          <div class="row spread">
            <span>{one.name}</span>
            <span class={one.part === "away" ? "tag warn" : "tag plain"}>{partWords(one)}</span>
          </div>
          <button
            type="button"
            class="bare small"
            data-testid={`attends-${one.staff_id}`}
            disabled={controller.busy.value}
            onClick={() => void controller.setRoster(one, "director")}
          >
            {gettext("Attends from now on")} <span class="visually-hidden">{one.name}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** What a moderator does with somebody who attends: marks them away, or lets them stand in while the room is closed. */
export function Duty({ controller, queue, room }: Props & { room: BoardRoomOut }) {
  const member = queue.roster.find((one) => one.room_id === room.room_id && one.part === "director");
  if (!member) return null;
  return (
    <div class="row">
      <button
        type="button"
        class="bare small"
        data-testid={`away-${room.room_id}`}
        onClick={() =>
          controller.dispatch({ type: "ask", asked: { what: "away", room, queue: controller.whole(queue) } })
        }
      >
        {gettext("Cannot attend any more…")} <span class="visually-hidden">{room.director}</span>
      </button>
      {room.state === "closed" && (
        <button
          type="button"
          class="bare small"
          data-testid={`stands-in-${room.room_id}`}
          disabled={controller.busy.value}
          onClick={() => void controller.setRoster(member, "substitute")}
        >
          {gettext("Stands in from now on")} <span class="visually-hidden">{room.director}</span>
        </button>
      )}
    </div>
  );
}

function partWords({ part, reason, connected }: BoardMemberOut): string {
  if (part === "away") return gettext("Away: %(reason)s", { reason: reason ?? "" });
  return connected ? gettext("Stands in, console open") : gettext("Stands in, not connected");
}

/** How those who were asked go on. */
export function Offers({ controller, queue }: Props) {
  const { offers } = queue;
  if (!offers) return null;
  const parts = [
    ngettext("%(n)d has not answered", "%(n)d have not answered", offers.open),
    ngettext("%(n)d waits", "%(n)d wait", offers.wait),
    ngettext("%(n)d to another department", "%(n)d to other departments", offers.department),
    ngettext("%(n)d by telephone", "%(n)d by telephone", offers.telephone),
    ngettext("%(n)d to the next session", "%(n)d to the next session", offers.next_session),
  ];
  return (
    <div class="callout stack stack-tight" data-testid={`offers-${queue.department_slug}`}>
      <p class="nums">
        <b>{ngettext("%(n)d person was asked", "%(n)d people were asked", offers.asked)}</b>: {parts.join(" · ")}
      </p>
      <button
        type="button"
        class="bare small"
        data-testid={`withdraw-offers-${queue.department_slug}`}
        onClick={() => controller.dispatch({ type: "ask", asked: { what: "offers", queue } })}
      >
        {gettext("Ask nobody any more…")} <span class="visually-hidden">{queue.department}</span>
      </button>
    </div>
  );
}

/** The department can attend again: whom that affects. */
export function WithdrawOffersDialog({ controller, queue }: Props) {
  const left = (queue.offers?.open ?? 0) + (queue.offers?.wait ?? 0) + (queue.offers?.telephone ?? 0);
  return (
    <Frame
      controller={controller}
      name="withdraw-offers"
      title={gettext("Ask nobody of %(department)s any more?", { department: queue.department })}
      confirm={gettext("Ask nobody any more")}
      onSubmit={() => void controller.withdrawOffers(queue)}
    >
      <p>
        {ngettext(
          "%(n)d person who still waits here is told that the department can attend again.",
          "%(n)d people who still wait here are told that the department can attend again.",
          left,
        )}{" "}
        {gettext("What others chose stays.")}
      </p>
    </Frame>
  );
}
