import { useMemo, useState } from "preact/hooks";
import { gettext } from "../../i18n";
import type { BoardQueueOut, BoardView } from "../../protocol";
import { Choice } from "../../ui/fields";
import { plain } from "./filter";
import type { MoverState } from "./state";
import { byUse, readUsed } from "./used";

/** The panel is so high that this many always stand in it whole. */
const SEEN_AT_ONCE = 3;

interface Props {
  board: BoardView;
  mover: MoverState;
  onChoose: (slug: string) => void;
}

/** All lines but those that one of them is in already, the most used first; by what is typed fewer. */
export function Targets({ board, mover, onChoose }: Props) {
  const [text, setText] = useState("");
  const used = useMemo(readUsed, []);
  const from = new Set(mover.tickets.map((ticket) => ticket.department_slug));
  const wanted = plain(text);
  const fits = (queue: BoardQueueOut) =>
    queue.department_slug === mover.department || plain(queue.department).includes(wanted);
  const offered = byUse(board.queues, used).filter((queue) => !from.has(queue.department_slug) && fits(queue));
  /** Enter chooses the first that is found, and moves nobody yet. */
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const first = offered.find((queue) => plain(queue.department).includes(wanted));
    if (first) onChoose(first.department_slug);
  };
  return (
    <fieldset>
      <legend>{gettext("To which department?")}</legend>
      <input
        class="input"
        type="search"
        id="move-search"
        data-testid="move-search"
        aria-label={gettext("Find a department")}
        placeholder={gettext("Find a department")}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <div class="choices targets">
        {offered.map(({ department, department_slug, waiting }) => (
          <Choice
            key={department_slug}
            id={`to-${department_slug}`}
            name="department"
            label={
              <>
                {department} <span class="soft nums">{gettext("(%(n)d waiting)", { n: waiting })}</span>
              </>
            }
            testid={`move-to-${department_slug}`}
            checked={mover.department === department_slug}
            onCheck={() => onChoose(department_slug)}
          />
        ))}
      </div>
      <p class="small soft" role="status" data-testid="targets-count">
        {howMany(offered.length)}
      </p>
    </fieldset>
  );
}

/** How many are offered: the list shows a few of them at once. */
function howMany(offered: number): string {
  if (offered === 0) return gettext("No department is called so.");
  if (offered <= SEEN_AT_ONCE) return "";
  return gettext("%(n)d departments: scroll the list, or write a name.", { n: offered });
}
