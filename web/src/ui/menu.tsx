import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Icon, type IconName } from "./icon";

interface Props {
  label: string;
  icon: IconName;
  testid: string;
  class?: string;
  /** Opens upwards, at the foot of a window. */
  up?: boolean;
  /** How much in it asks for attention, and that in words for screen readers. */
  badge?: { n: number; words: string };
  children: ComponentChildren;
}

/** A button that shows further controls below it; Escape, a click elsewhere or the loss of focus closes them. */
export function Menu({ label, icon, testid, class: name = "bare", up, badge, children }: Props) {
  const [open, setOpen] = useState(false);
  const host = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!open) return;
    const outside = (event: Event) => {
      if (event.target instanceof Node && !host.current?.contains(event.target)) setOpen(false);
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || document.querySelector("dialog[open]")) return;
      setOpen(false);
      button.current?.focus();
    };
    addEventListener("pointerdown", outside);
    addEventListener("focusin", outside);
    addEventListener("keydown", onKey);
    return () => {
      removeEventListener("pointerdown", outside);
      removeEventListener("focusin", outside);
      removeEventListener("keydown", onKey);
    };
  }, [open]);
  return (
    <div class="menu" ref={host}>
      <button
        ref={button}
        type="button"
        class={name}
        data-testid={testid}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Icon name={icon} />
        <span>{label}</span>
        {badge && badge.n > 0 && (
          <span class="badge nums">
            {badge.n} <span class="visually-hidden">{badge.words}</span>
          </span>
        )}
      </button>
      <div class={up ? "menu-panel up" : "menu-panel"} hidden={!open}>
        {children}
      </div>
    </div>
  );
}
