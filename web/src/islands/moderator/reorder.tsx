import { useState } from "preact/hooks";
import { gettext, ngettext } from "../../i18n";
import type { BoardView } from "../../protocol";
import { Dialog } from "../../ui/dialog";
import { Choice, ErrorSummary } from "../../ui/fields";
import { Frame, type TicketAsked } from "./ask";
import type { Controller } from "./controller";
import { type Asked, isAway } from "./state";
import { Why } from "./why";

/** Why somebody comes before all others of their line, and whom that affects. */
export function FirstDialog(props: { controller: Controller; board: BoardView; asked: TicketAsked }) {
  const { controller, board, asked } = props;
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  const { number, place } = asked.ticket;
  const passed = (place ?? 1) - 1;
  const wrong = missing && !reason ? gettext("Choose the reason.") : undefined;
  return (
    <Frame
      controller={controller}
      name="first"
      title={gettext("Put %(number)s first?", { number })}
      confirm={gettext("Put first")}
      onSubmit={() => {
        setMissing(true);
        if (reason) void controller.putFirst(asked, reason);
      }}
    >
      <p>
        {passed === 0
          ? gettext("Nobody is passed.")
          : ngettext(
              "%(n)d person is passed, and reads that somebody was put first, not who or why.",
              "%(n)d people are passed, and read that somebody was put first, not who or why.",
              passed,
            )}
      </p>
      {wrong && <ErrorSummary errors={[["first-reason", wrong]]} />}
      <Why name="first" reasons={board.priority_reasons} value={reason} wrong={wrong} onSelect={setReason} />
    </Frame>
  );
}

/** Who did not answer is called again, into a room that is free now. */
export function RecallDialog({
  controller,
  asked,
}: {
  controller: Controller;
  asked: Extract<Asked, { what: "recall" }>;
}) {
  const { ticket, queue } = asked;
  const free = queue.rooms.filter((one) => one.state === "available" && one.connected && !one.draining);
  const [chosen, setChosen] = useState(free[0]?.room_id ?? null);
  const room = free.find((one) => one.room_id === chosen);
  if (!room) {
    return (
      <Dialog
        title={gettext("Call %(number)s again?", { number: ticket.number })}
        onClose={() => controller.dispatch({ type: "close" })}
        testid="recall-dialog"
      >
        <p>
          {gettext("No room of this line is free now. Put the person back in the line instead: they keep their place.")}
        </p>
      </Dialog>
    );
  }
  return (
    <Frame
      controller={controller}
      name="recall"
      title={gettext("Call %(number)s again?", { number: ticket.number })}
      confirm={gettext("Call again")}
      onSubmit={() => void controller.recall(asked, room)}
    >
      <p>{gettext("The person is called before those who wait. Nobody loses the time of arrival.")}</p>
      <fieldset>
        <legend>{gettext("Into which room?")}</legend>
        <div class="choices">
          {free.map((one) => (
            <Choice
              key={one.room_id}
              id={`recall-${one.room_id}`}
              name="recall-room"
              label={one.director}
              testid={`recall-${one.room_id}`}
              checked={chosen === one.room_id}
              onCheck={() => setChosen(one.room_id)}
            />
          ))}
        </div>
      </fieldset>
    </Frame>
  );
}

/** Who is being called, or did not answer, waits again. */
export function BackDialog({ controller, asked }: { controller: Controller; asked: TicketAsked }) {
  const { number, state } = asked.ticket;
  const room = state === "called" && asked.queue.rooms.find((one) => one.number === number);
  return (
    <Frame
      controller={controller}
      name="back"
      title={gettext("Put %(number)s back in the line?", { number })}
      confirm={gettext("Put back in the line")}
      onSubmit={() => void controller.putBack(asked)}
    >
      <p>
        {room
          ? gettext(
              "The call is taken back, and the person keeps the place: the next call of %(director)s may be for them again.",
              { director: room.director },
            )
          : gettext(
              "The person waits again at the time of arrival they always had. Whoever is behind that place is told why.",
            )}
      </p>
      {room && isAway(asked.ticket) && (
        <p class="callout warn" data-testid="called-away">
          {gettext(
            "This person is not connected now. If you leave the call as it is, it ends by itself without an answer, and the next person can be called.",
          )}
        </p>
      )}
    </Frame>
  );
}
