import type { ComponentChildren, RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

interface Props {
  testid: string;
  /** What the button says. */
  label: ComponentChildren;
  /** Of the button: good, warn, bad. */
  tone?: string;
  children: ComponentChildren;
  /** To open it from outside; it then stays while the focus is elsewhere. */
  fold?: RefObject<HTMLDetailsElement | null>;
}

/** A button of the bar and what it opens over the board. Escape, and a press or the focus beside it, close it; dialogs do not. */
export function Fold({ testid, label, tone = "", children, fold }: Props) {
  const own = useRef<HTMLDetailsElement>(null);
  const ref = fold ?? own;
  useEffect(() => {
    const beside = ({ target }: Event) => {
      const at = target instanceof Element ? target : null;
      if (ref.current?.open && !ref.current.contains(at) && !at?.closest("dialog")) ref.current.open = false;
    };
    const events = fold ? ["pointerdown"] : ["pointerdown", "focusin"];
    for (const one of events) document.addEventListener(one, beside);
    return () => {
      for (const one of events) document.removeEventListener(one, beside);
    };
  }, [ref, fold]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !ref.current?.open) return;
    ref.current.open = false;
    ref.current.querySelector("summary")?.focus();
  };
  return (
    <details class="fold" ref={ref} data-testid={testid} onKeyDown={onKeyDown}>
      <summary class={`fold-button ${tone}`}>{label}</summary>
      <div class="fold-panel stack stack-tight">{children}</div>
    </details>
  );
}
