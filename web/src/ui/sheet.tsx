import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { gettext } from "../i18n";
import { Icon } from "./icon";
import { reachable } from "./reachable";

interface Props {
  title: string;
  testid: string;
  class?: string;
  onClose: () => void;
  /** What gets the focus: the first field, the heading, or nothing, where the sheet was not asked for. */
  focus: "field" | "heading" | "nothing";
  children: ComponentChildren;
}

/** A dialog beside the page and not above it: what is around it can be used meanwhile. Escape closes it. */
export function Sheet({ title, testid, class: name = "", onClose, focus, children }: Props) {
  const sheet = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    const before = document.activeElement;
    const field = focus === "field" ? sheet.current?.querySelector<HTMLElement>("textarea") : null;
    if (focus !== "nothing") (field ?? heading.current)?.focus({ preventScroll: true });
    return () => {
      const mine = sheet.current?.contains(document.activeElement);
      if (mine && before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  // By hand: a dialog that is not modal hears no Escape of its own.
  useLayoutEffect(() => {
    const node = sheet.current;
    const onKey = (event: KeyboardEvent) => {
      const within = event.target instanceof Element ? event.target.closest("dialog") : null;
      if (event.key === "Escape" && within === node) onClose();
    };
    node?.addEventListener("keydown", onKey);
    return () => node?.removeEventListener("keydown", onKey);
  }, [onClose]);
  return (
    <dialog open ref={sheet} class={`sheet ${name}`} aria-labelledby={id} data-testid={testid}>
      <div class="sheet-head">
        <h2 id={id} ref={heading} tabIndex={-1}>
          {title}
        </h2>
        <button type="button" class="bare" data-testid="sheet-close" aria-label={gettext("Close")} onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      <div ref={reachable} class="sheet-body stack">
        {children}
      </div>
    </dialog>
  );
}
