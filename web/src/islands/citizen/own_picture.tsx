import { signal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { Devices } from "../../devices";
import { gettext } from "../../i18n";
import { FlipButton } from "../../ui/device_choices";
import { SelfView } from "../../ui/self_view";

type Corner = "top-start" | "top-end" | "bottom-end" | "bottom-start";

/** In the order in which presses go round. */
const ROUND: readonly Corner[] = ["bottom-end", "bottom-start", "top-start", "top-end"];
/** A finger that moves less has only pressed. */
const PRESS_PX = 8;

/** As long as the page lives. */
const corner = signal<Corner>("bottom-end");

/** The own picture: large before the call; in it small, in the corner to which it was dragged, pressed, or sent by arrow keys. */
export function OwnPicture({ devices, large }: { devices: Devices; large: boolean }) {
  const box = useRef<HTMLDivElement>(null);
  const drag = useDrag(box);
  return (
    <div ref={box} class={large ? "own large" : "own"} data-corner={corner.value} data-testid="own-picture">
      <SelfView devices={devices} class="mine" />
      {!large && (
        <button
          type="button"
          class="own-move"
          data-testid="own-move"
          aria-label={gettext("Move your picture: press, drag, or use the arrow keys")}
          onKeyDown={(event) => {
            const to = towards(corner.value, event.key);
            if (!to) return;
            event.preventDefault();
            corner.value = to;
          }}
          {...drag}
        />
      )}
      <FlipButton devices={devices} class="own-flip" />
    </div>
  );
}

/** The corner that an arrow key leads to; nothing of another key. */
function towards(from: Corner, key: string): Corner | null {
  const [block, inline] = from.split("-") as ["top" | "bottom", "start" | "end"];
  if (key === "ArrowUp") return `top-${inline}`;
  if (key === "ArrowDown") return `bottom-${inline}`;
  if (key === "ArrowLeft") return `${block}-start`;
  if (key === "ArrowRight") return `${block}-end`;
  return null;
}

/** Follows the pointer, and goes to the nearest corner of the stage where it is let go. */
function useDrag(box: { current: HTMLElement | null }) {
  const from = useRef<{ x: number; y: number } | null>(null);
  const moved = useRef(false);
  const rest = () => {
    from.current = null;
    if (box.current) box.current.style.translate = "";
  };
  return {
    onPointerDown: (event: PointerEvent) => {
      from.current = { x: event.clientX, y: event.clientY };
      moved.current = false;
      (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    },
    onPointerMove: (event: PointerEvent) => {
      if (!from.current || !box.current) return;
      const [x, y] = [event.clientX - from.current.x, event.clientY - from.current.y];
      if (Math.hypot(x, y) >= PRESS_PX) moved.current = true;
      if (moved.current) box.current.style.translate = `${x}px ${y}px`;
    },
    onPointerUp: () => {
      if (moved.current && box.current) corner.value = nearest(box.current);
      rest();
    },
    onPointerCancel: rest,
    onClick: () => {
      // A click ends each drag too; by the keyboard there is none before it.
      if (!moved.current) corner.value = ROUND[(ROUND.indexOf(corner.value) + 1) % ROUND.length] ?? corner.value;
      moved.current = false;
    },
  };
}

function nearest(box: HTMLElement): Corner {
  const mine = box.getBoundingClientRect();
  const stage = box.parentElement?.querySelector(".stage")?.getBoundingClientRect() ?? mine;
  const middle = (rect: DOMRect) => [rect.left + rect.width / 2, rect.top + rect.height / 2] as const;
  const [[x, y], [stageX, stageY]] = [middle(mine), middle(stage)];
  return `${y < stageY ? "top" : "bottom"}-${x < stageX ? "start" : "end"}`;
}
