import { gettext } from "../../i18n";
import type { BoardQueueOut } from "../../protocol";
import type { Controller } from "./controller";
import { parted } from "./lines";
import { QueueColumn } from "./queue";

/** Lines with people as columns, and beside them the others, one row each. */
export function Board({ controller, shown }: { controller: Controller; shown: readonly BoardQueueOut[] }) {
  const { busy, quiet } = parted(shown, controller.looking.isOn());
  return (
    <div class={quiet.length ? "board" : "board full"}>
      <div class="busy-lines">
        {busy.map((queue) => (
          <QueueColumn key={queue.department_slug} controller={controller} queue={queue} />
        ))}
        {busy.length === 0 && <p class="soft">{gettext("Nobody is waiting")}</p>}
      </div>
      {quiet.length > 0 && (
        <div class="quiet-lines">
          <p class="soft small">{gettext("Nobody waits here")}</p>
          {quiet.map((queue) => (
            <QueueColumn key={queue.department_slug} controller={controller} queue={queue} quiet />
          ))}
        </div>
      )}
    </div>
  );
}
