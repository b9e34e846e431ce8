import { useState } from "preact/hooks";
import { clock } from "../../format";
import { gettext, ngettext } from "../../i18n";
import type { BoardView } from "../../protocol";
import { Frame } from "./ask";
import type { Controller } from "./controller";
import { Minutes } from "./minutes";
import { waitingInAll } from "./state";

const LONGER = [15, 30, 60, 120] as const;

/** Until when the session goes on, and letting it go on for longer. */
export function Closing({ controller, board }: { controller: Controller; board: BoardView }) {
  const { closes_at, state } = board.session;
  const extends_ = state === "open" || state === "lobby";
  return (
    <p class="row">
      <span class="nums" data-testid="closes-at">
        {gettext("Until %(time)s", { time: clock(closes_at) })}
      </span>
      {extends_ && (
        <button
          type="button"
          class="bare"
          data-testid="extend"
          onClick={() => controller.dispatch({ type: "ask", asked: { what: "extend", closes_at } })}
        >
          {gettext("Go on for longer…")}
        </button>
      )}
    </p>
  );
}

/** For how long, until when that is, and whom it affects. */
export function ExtendDialog(props: { controller: Controller; board: BoardView; closesAt: string }) {
  const { controller, board, closesAt } = props;
  const [longer, setLonger] = useState(30);
  const until = new Date(Date.parse(closesAt) + longer * 60_000).toISOString();
  const waiting = waitingInAll(board.queues);
  return (
    <Frame
      controller={controller}
      name="extend"
      title={gettext("Let the session go on for longer?")}
      confirm={gettext("Go on until %(time)s", { time: clock(until) })}
      onSubmit={() => void controller.extend(closesAt, longer)}
    >
      <p>
        {gettext("All directors attend for longer, and the lines admit people by the new time.")}{" "}
        {ngettext("%(n)d person who waits is told.", "%(n)d people who wait are told.", waiting)}{" "}
        {gettext("This cannot be taken back: people plan by it.")}
      </p>
      <Minutes id="extend-minutes" options={LONGER} value={longer} onSelect={setLonger} />
    </Frame>
  );
}
