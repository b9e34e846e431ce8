import { useState } from "preact/hooks";
import { gettext, ngettext } from "../../i18n";
import type { BoardQueueOut, BoardView } from "../../protocol";
import { Choice, ErrorSummary } from "../../ui/fields";
import { Frame } from "./ask";
import type { Controller } from "./controller";
import type { Asked } from "./state";
import { Why } from "./why";

export type AwayAsked = Extract<Asked, { what: "away" }>;

/** A director attends no more: why, who takes over, and what those who wait are asked. One act, with whom it affects. */
export function AwayDialog(props: { controller: Controller; board: BoardView; asked: AwayAsked }) {
  const { controller, board, asked } = props;
  const { room } = asked;
  const queue = controller.whole(asked.queue);
  const [reason, setReason] = useState("");
  const [substitute, setSubstitute] = useState<number | null>(null);
  const [asks, setAsks] = useState(true);
  const [offered, setOffered] = useState<readonly string[]>([]);
  const [missing, setMissing] = useState(false);
  const wrong = missing && !reason ? gettext("Choose the reason.") : undefined;
  return (
    <Frame
      controller={controller}
      name="away"
      danger
      title={gettext("%(director)s cannot attend any more today?", { director: room.director })}
      confirm={gettext("Close the room")}
      onSubmit={() => {
        setMissing(true);
        if (reason) void controller.directorAway(room, { reason, substitute, departments: asks ? [...offered] : null });
      }}
    >
      <p>{affected(asked, board)}</p>
      {wrong && <ErrorSummary errors={[["away-reason", wrong]]} />}
      <Why name="away" reasons={board.away_reasons} value={reason} wrong={wrong} onSelect={setReason} />
      <Substitutes queue={queue} chosen={substitute} onChoose={setSubstitute} />
      <Asking
        board={board}
        queue={queue}
        asks={asks}
        offered={offered}
        onAsks={setAsks}
        onOffer={(slug, on) => setOffered(on ? [...offered, slug] : offered.filter((one) => one !== slug))}
      />
    </Frame>
  );
}

/** What becomes of whoever is in the room. A talk by telephone, which no page can see, counts as held. */
function affected({ room }: AwayAsked, board: BoardView): string {
  const { number, state } = room;
  if (state === "assisting") return gettext("The room closes now. The call that this person was asked into goes on.");
  if (!number) return gettext("The room closes now. Nobody is in it.");
  if (state === "reserved")
    return gettext("The room closes now. %(number)s is called: they keep their place.", { number });
  const held = board.queues.flatMap((queue) => queue.tickets).find((ticket) => ticket.number === number);
  if (state === "wrap_up" || held?.medium === "phone")
    return gettext("The room closes now. The result of %(number)s is completed later.", { number });
  return gettext("The room closes now. %(number)s is in a call: it ends, and they are next in the line.", { number });
}

function Substitutes(props: { queue: BoardQueueOut; chosen: number | null; onChoose: (staff: number | null) => void }) {
  const { queue, chosen, onChoose } = props;
  const found = queue.roster.filter((one) => one.part === "substitute");
  if (found.length === 0) return <p class="soft">{gettext("Nobody stands in for this department today.")}</p>;
  return (
    <fieldset>
      <legend>{gettext("Who takes over?")}</legend>
      <div class="choices">
        <Choice
          id="substitute-none"
          name="substitute"
          label={gettext("Nobody")}
          testid="substitute-none"
          checked={chosen === null}
          onCheck={() => onChoose(null)}
        />
        {found.map((one) => (
          <Choice
            key={one.staff_id}
            id={`substitute-${one.staff_id}`}
            name="substitute"
            label={one.name}
            hint={one.connected ? gettext("The console is open") : gettext("Not connected now")}
            testid={`substitute-${one.staff_id}`}
            checked={chosen === one.staff_id}
            onCheck={() => onChoose(one.staff_id)}
          />
        ))}
      </div>
    </fieldset>
  );
}

interface AskingProps {
  board: BoardView;
  queue: BoardQueueOut;
  asks: boolean;
  offered: readonly string[];
  onAsks: (on: boolean) => void;
  onOffer: (slug: string, on: boolean) => void;
}

function Asking({ board, queue, asks, offered, onAsks, onOffer }: AskingProps) {
  const others = board.queues.filter(
    (one) =>
      one.department_slug !== queue.department_slug && !one.by_rule && (one.state === "open" || one.state === "paused"),
  );
  return (
    <>
      <Choice
        type="checkbox"
        id="away-asks"
        name="asks"
        testid="away-asks"
        label={ngettext(
          "Ask the %(n)d person who waits how to go on",
          "Ask the %(n)d people who wait how to go on",
          queue.waiting,
        )}
        hint={gettext(
          "They can wait, be attended by telephone, or come to the next session with priority. Whoever says nothing waits.",
        )}
        checked={asks}
        onCheck={onAsks}
      />
      {asks && others.length > 0 && (
        <fieldset>
          <legend>{gettext("Which other departments can they go to now?")}</legend>
          <div class="choices">
            {others.map((one) => (
              <Choice
                key={one.department_slug}
                type="checkbox"
                id={`offer-${one.department_slug}`}
                name="offered"
                label={one.department}
                hint={ngettext("%(n)d person waiting", "%(n)d people waiting", one.waiting)}
                testid={`offer-${one.department_slug}`}
                checked={offered.includes(one.department_slug)}
                onCheck={(on) => onOffer(one.department_slug, on)}
              />
            ))}
          </div>
        </fieldset>
      )}
    </>
  );
}
