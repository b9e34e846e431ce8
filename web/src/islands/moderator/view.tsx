import { gettext } from "../../i18n";
import { RefusedPage } from "../../ui/notes";
import { AskDialog } from "./ask";
import { Bar, Links } from "./bar";
import { Board } from "./board";
import { ChosenBar } from "./chosen";
import type { Controller } from "./controller";
import { useKeptFocus } from "./focus";
import { MoveDialog } from "./move";

function NoSession() {
  return (
    <div class="stack measure" data-testid="no-session">
      <h1>{gettext("Board of all lines")}</h1>
      <p class="lead">{gettext("No session is under way. The board opens by itself when one begins.")}</p>
      <Links />
    </div>
  );
}

/** All lines and rooms at once; a waiting ticket is moved by mouse or keyboard in a panel beside them. */
export function ModeratorPage({ controller }: { controller: Controller }) {
  const refusal = controller.line.refusal.value;
  const shown = controller.looking.shown.value;
  const { board, mover } = controller.state.value;
  useKeptFocus(controller.state.value);
  if (refusal) return <RefusedPage problem={refusal} staff />;
  if (!board) return <NoSession />;
  return (
    <div class="board-frame" data-testid="board">
      <Bar controller={controller} board={board} />
      <Board controller={controller} shown={shown} />
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
