import type { ComponentChildren, RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { closeBeside } from "../menus";
import { Icon, type IconName } from "./icon";

interface Props {
  testid: string;
  /** What its button says. */
  label: ComponentChildren;
  /** Of its button. */
  class?: string;
  /** Opens upwards, at the foot of a window. */
  up?: boolean;
  /** To open it from outside; it then stays while the focus is elsewhere. */
  held?: RefObject<HTMLDetailsElement | null>;
  children: ComponentChildren;
}

/** A button and what it opens over the page. Escape, and a press or the focus beside it, close it; dialogs do not. */
export function Menu({ testid, label, class: name = "bare", up, held, children }: Props) {
  const own = useRef<HTMLDetailsElement>(null);
  const ref = held ?? own;
  useEffect(
    () => (ref.current ? closeBeside(ref.current, held ? ["pointerdown"] : undefined) : undefined),
    [ref, held],
  );
  return (
    <details class="menu" ref={ref} data-testid={testid}>
      <summary class={name}>{label}</summary>
      <div class={up ? "menu-panel up" : "menu-panel"}>{children}</div>
    </details>
  );
}

/** An icon and words, and how much asks for attention, with that in words for screen readers. */
export function MenuLabel(props: { icon: IconName; text: string; badge?: { n: number; words: string } }) {
  const { icon, text, badge } = props;
  return (
    <>
      <Icon name={icon} />
      <span>{text}</span>
      {badge && badge.n > 0 && (
        <span class="badge nums">
          {badge.n} <span class="visually-hidden">{badge.words}</span>
        </span>
      )}
    </>
  );
}
