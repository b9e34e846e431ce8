import { gettext } from "../../i18n";
import { page } from "../../page";
import { CurtainButton } from "../../ui/curtain_button";
import { ConnectionNote, RefusedPage } from "../../ui/notes";
import { Activity } from "./activity";
import { AlertList } from "./alert_list";
import { Announcements } from "./announcements";
import { AskDialog } from "./ask";
import { ChosenBar, Said } from "./chosen";
import type { Controller } from "./controller";
import { Closing } from "./extend";
import { FilterBar } from "./filter_bar";
import { useKeptFocus } from "./focus";
import { Interpreters } from "./interpreters";
import { MoveDialog } from "./move";
import { QueueColumn } from "./queue";
import { ConductList, SafetyAlerts } from "./safety";
import { waitingInAll } from "./state";

function NoSession() {
  return (
    <div class="stack measure" data-testid="no-session">
      <h1>{gettext("Board of all lines")}</h1>
      <p class="lead">{gettext("No session is under way. The board opens by itself when one begins.")}</p>
    </div>
  );
}

/** All lines and rooms at once; a waiting ticket is moved by menu or keyboard. */
export function ModeratorPage({ controller }: { controller: Controller }) {
  const refusal = controller.line.refusal.value;
  const shown = controller.looking.shown.value;
  const { board, mover } = controller.state.value;
  useKeptFocus(controller.state.value);
  if (refusal) return <RefusedPage problem={refusal} staff />;
  if (!board) return <NoSession />;
  const waiting = waitingInAll(board.queues);
  return (
    <div class="stack" data-testid="board">
      <header class="row spread console-head">
        <div>
          <h1>{gettext("Board of all lines")}</h1>
          <p class="soft nums" data-testid="waiting-in-all">
            {gettext("%(n)d waiting in all", { n: waiting })}
          </p>
        </div>
        <div class="row">
          <CurtainButton curtain={controller.curtain} />
          <Closing controller={controller} board={board} />
          <a href={page().urls.estimates} data-testid="estimates-link">
            {gettext("How good today's estimates are")}
          </a>
          <a href={page().urls.report} data-testid="report-link">
            {gettext("Report of a session")}
          </a>
          <ConnectionNote
            connection={controller.line.connection.value}
            kept={gettext("The board may be out of date.")}
          />
        </div>
      </header>
      <p class="soft small">
        {gettext(
          "Press a number, or drag it to another line, to move it. By keyboard: arrow keys go from one to the next,",
        )}{" "}
        <kbd>M</kbd> {gettext("moves it,")} <kbd>X</kbd> {gettext("chooses several to move together,")} <kbd>F</kbd>{" "}
        {gettext("puts it first,")} <kbd>T</kbd> {gettext("writes to the person,")} <kbd>C</kbd>{" "}
        {gettext("cancels it.")}
      </p>
      <Said controller={controller} />
      <SafetyAlerts controller={controller} />
      <AlertList controller={controller} />
      <FilterBar controller={controller} />
      <div class="board">
        {shown.map((queue) => (
          <QueueColumn key={queue.department_slug} controller={controller} queue={queue} />
        ))}
      </div>
      <Announcements controller={controller} />
      <ConductList controller={controller} />
      <Activity controller={controller} />
      <Interpreters controller={controller} />
      <ChosenBar controller={controller} board={board} />
      <AskDialog controller={controller} board={board} />
      {mover && (
        <MoveDialog
          controller={controller}
          board={board}
          mover={mover}
          key={mover.tickets.map((one) => one.ticket_id).join()}
        />
      )}
    </div>
  );
}
