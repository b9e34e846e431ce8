import { useEffect, useRef } from "preact/hooks";
import type { ModeratorState } from "./state";

const ROW = "ticket-";
const HEADING = "queue-";

/**
 * Keeps the focus on a number while rows come and go under it: a row that changes its line is another element, and the
 * focus would be on nothing. After a move it goes to the first that was moved; where a number is in no line, for a moment
 * or for good, to the heading of the line that had it. It is left alone as soon as somebody puts it anywhere else.
 */
export function useKeptFocus(state: ModeratorState): void {
  const wanted = useRef<string | null>(null);
  const line = useRef<string | null>(null);
  const followed = useRef(state.moved);
  useEffect(() => {
    const onFocus = ({ target }: FocusEvent) => {
      if (idOf(target).startsWith(ROW)) {
        wanted.current = idOf(target);
        line.current = lineOf(target) ?? line.current;
      } else if (!isInDialog(target) && !idOf(target).startsWith(HEADING)) {
        wanted.current = null;
      }
    };
    const onPointer = ({ target }: PointerEvent) => {
      if (!isInDialog(target)) wanted.current = null;
    };
    document.addEventListener("focusin", onFocus);
    document.addEventListener("pointerdown", onPointer);
    return () => {
      document.removeEventListener("focusin", onFocus);
      document.removeEventListener("pointerdown", onPointer);
    };
  }, []);
  useEffect(() => {
    const first = state.moved[0] && ROW + state.moved[0];
    if (followed.current !== state.moved && first) wanted.current = first;
    followed.current = state.moved;
    // As long as a dialog is open the focus belongs there.
    if (!wanted.current || state.mover || state.asked) return;
    const row = document.getElementById(wanted.current);
    line.current = lineOf(row) ?? line.current;
    const present = document.activeElement ?? document.body;
    const lost = present === document.body || present.id.startsWith(HEADING);
    // Nobody is taken away from what they look at, unless they moved somebody themselves.
    if (lost) (row ?? headingOf(line.current))?.focus({ preventScroll: wanted.current !== first });
  }, [state]);
}

/** The id of the heading of the line that a row is in. */
function lineOf(row: EventTarget | null): string | null {
  return (row instanceof Element && row.closest("section")?.getAttribute("aria-labelledby")) || null;
}

function headingOf(line: string | null): HTMLElement | null {
  return line === null ? null : document.getElementById(line);
}

/** Dialogs are opened from a row and give the focus back. */
function isInDialog(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("dialog") !== null;
}

function idOf(target: EventTarget | null): string {
  return target instanceof Element ? target.id : "";
}
