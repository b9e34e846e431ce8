import type { TargetedMouseEvent } from "preact";
import { now } from "../../clock";
import { countdown } from "../../format";
import { gettext, ngettext } from "../../i18n";
import { Menu } from "../../ui/menu";
import type { Controller } from "./controller";
import type { Undo } from "./state";

/** What was done last, or why it was refused; and for a minute each the ways back from what can be undone. */
export function Said({ controller }: { controller: Controller }) {
  const { said, bad, undos } = controller.state.value;
  const [newest, ...older] = undos.filter((one) => secondsLeft(one) > 0);
  const tone = bad ? "callout bad" : "callout good";
  return (
    <div class={said || newest ? `board-said ${tone}` : "board-said"}>
      <p role={bad ? "alert" : "status"} data-testid="said" title={said}>
        {said}
      </p>
      {newest && (
        <>
          {newest.said !== said && <p title={newest.said}>{newest.said}</p>}
          <div class="row row-tight">
            <Back controller={controller} undo={newest} testid="undo-last" />
            {older.length > 0 && <Older controller={controller} undos={older} />}
          </div>
        </>
      )}
    </div>
  );
}

/** What was done before the last: each keeps its own time. */
function Older({ controller, undos }: { controller: Controller; undos: readonly Undo[] }) {
  return (
    <Menu
      testid="undo-older"
      class="fold-button"
      label={ngettext("and %(n)d before", "and %(n)d before", undos.length)}
    >
      <ul class="plain-list undo-list" aria-label={gettext("What can still be undone")}>
        {undos.map((one) => (
          <li key={one.id} class="row spread">
            <span>{one.said}</span>
            <Back controller={controller} undo={one} testid={`undo-${one.id}`} onPress={leaveMenu} />
          </li>
        ))}
      </ul>
    </Menu>
  );
}

/** The row that was pressed goes away: the focus stays beside it. */
function leaveMenu(button: HTMLElement): void {
  const menu = button.closest("details");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary")?.focus();
}

interface BackProps {
  controller: Controller;
  undo: Undo;
  testid: string;
  onPress?: (button: HTMLElement) => void;
}

function Back({ controller, undo, testid, onPress }: BackProps) {
  /** The second press of a double one would undo what was done before. */
  const press = (event: TargetedMouseEvent<HTMLButtonElement>) => {
    if (event.detail > 1) return;
    onPress?.(event.currentTarget);
    void controller.undo(undo);
  };
  return (
    <button
      type="button"
      class="button second"
      data-testid={testid}
      title={undo.said}
      disabled={controller.busy.value}
      onClick={press}
    >
      {gettext("Undo")} <span class="nums soft">{countdown(secondsLeft(undo))}</span>
    </button>
  );
}

function secondsLeft({ until }: Undo): number {
  return Math.ceil((until - now.value) / 1000);
}
