import { gettext } from "../../i18n";
import { page } from "../../page";
import type { BoardView } from "../../protocol";
import { CurtainButton } from "../../ui/curtain_button";
import { Menu } from "../../ui/menu";
import { ConnectionNote } from "../../ui/notes";
import { Activity } from "./activity";
import { AlertList } from "./alert_list";
import { Announcements } from "./announcements";
import type { Controller } from "./controller";
import { Closing } from "./extend";
import { FilterBar } from "./filter_bar";
import { Interpreters } from "./interpreters";
import { ConductList, SafetyAlerts } from "./safety";
import { Said } from "./said";
import { waitingInAll } from "./state";

/** What is always in sight: alerts, finding, telling, extending, what was done last, and the way to all else. */
export function Bar({ controller, board }: { controller: Controller; board: BoardView }) {
  return (
    <header class="board-bar">
      <div class="board-line">
        <h1>{gettext("Board")}</h1>
        <p class="soft nums" data-testid="waiting-in-all">
          {gettext("%(n)d waiting in all", { n: waitingInAll(board.queues) })}
        </p>
        <Closing controller={controller} board={board} />
        <ConnectionNote connection={controller.line.connection.value} kept={gettext("The board may be out of date.")} />
        <div class="board-acts">
          <button
            type="button"
            class="fold-button"
            data-testid="announce"
            onClick={() => controller.dispatch({ type: "ask", asked: { what: "announce" } })}
          >
            {gettext("Announce…")}
          </button>
          <Announcements controller={controller} />
          <CurtainButton curtain={controller.curtain} />
          <More controller={controller} />
        </div>
      </div>
      <div class="board-line">
        <SafetyAlerts controller={controller} />
        <AlertList controller={controller} />
        <FilterBar controller={controller} />
        <Said controller={controller} />
      </div>
    </header>
  );
}

/** What is needed now and then. */
function More({ controller }: { controller: Controller }) {
  return (
    <Menu testid="more" class="fold-button" label={gettext("More")}>
      <Interpreters controller={controller} />
      <Activity controller={controller} />
      <ConductList controller={controller} />
      <Links />
      <Keys />
    </Menu>
  );
}

/** Pages about the session. */
export function Links() {
  const { estimates, report, readiness, own_account } = page().urls;
  return (
    <ul class="plain-list fold-links">
      <li>
        <a href={estimates} data-testid="estimates-link">
          {gettext("How good today's estimates are")}
        </a>
      </li>
      <li>
        <a href={report} data-testid="report-link">
          {gettext("Report of a session")}
        </a>
      </li>
      <li>
        <a href={readiness} data-testid="to-readiness">
          {gettext("Ready for the session?")}
        </a>
      </li>
      <li>
        <a href={own_account} data-testid="to-own-account">
          {gettext("Your account")}
        </a>
      </li>
    </ul>
  );
}

function Keys() {
  const keys: readonly (readonly [string, string])[] = [
    ["M", gettext("Move")],
    ["X", gettext("Choose, to move several together")],
    ["F", gettext("Put first")],
    ["T", gettext("Write to the person")],
    ["C", gettext("Cancel")],
  ];
  return (
    <section aria-labelledby="keys-title">
      <h2 id="keys-title">{gettext("Keys on a number")}</h2>
      <p class="small">{gettext("Arrow keys go from one to the next. With the mouse, drag it to another line.")}</p>
      <ul class="plain-list small">
        {keys.map(([key, text]) => (
          <li key={key}>
            <kbd>{key}</kbd> {text}
          </li>
        ))}
      </ul>
    </section>
  );
}
