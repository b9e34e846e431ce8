import { gettext, ngettext } from "../../i18n";
import { mediumWords } from "../../ui/medium";
import type { Controller } from "./controller";
import { ALL, type Filter, isOn, LONG_MINUTES, type Only } from "./filter";
import { MOST_TEXT } from "./looking";

/** Finding numbers: by what one types, and by what they have in common. */
export function FilterBar({ controller }: { controller: Controller }) {
  const filter = controller.looking.filter.value;
  const kinds: readonly [Only, string][] = [
    ["", gettext("Everybody")],
    ["long", gettext("Waiting for more than %(n)d minutes", { n: LONG_MINUTES })],
    ["away", gettext("Not connected now")],
    ["preferential", gettext("Preferential attention")],
    ["absent", gettext("Did not answer")],
    ["phone", mediumWords("phone")],
    ["counter", mediumWords("counter")],
    ["video", mediumWords("video")],
  ];
  const set = (change: Partial<Filter>) => {
    controller.looking.filter.value = { ...filter, ...change };
  };
  return (
    <search>
      <form class="row filter-bar" onSubmit={(event) => event.preventDefault()}>
        <label class="filter-text" for="board-search">
          <span class="visually-hidden">{gettext("Find a number, topic or department")}</span>
          <input
            class="input"
            type="search"
            id="board-search"
            data-testid="board-search"
            placeholder={gettext("Number, topic or department")}
            maxLength={MOST_TEXT}
            value={filter.text}
            onInput={(event) => set({ text: event.currentTarget.value })}
          />
        </label>
        <label for="board-only">
          <span class="visually-hidden">{gettext("Show")}</span>
          <select
            class="input"
            id="board-only"
            data-testid="board-only"
            value={filter.only}
            onChange={(event) => set({ only: event.currentTarget.value as Only })}
          >
            {kinds.map(([code, label]) => (
              <option key={code} value={code}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <p class="row found">
          <span role="status" data-testid="found">
            {isOn(filter) ? foundText(controller.looking.found.value) : ""}
          </span>
          {isOn(filter) && (
            <button type="button" class="bare" data-testid="show-all" onClick={() => set(ALL)}>
              {gettext("Show everybody")}
            </button>
          )}
        </p>
      </form>
    </search>
  );
}

function foundText(found: number | null): string {
  if (found === null) return gettext("Looking…");
  return found === 0 ? gettext("Nobody found") : ngettext("%(n)d found", "%(n)d found", found);
}
