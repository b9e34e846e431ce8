/** What a `<details>` menu does beyond the browser's own: Escape, and a press or the focus beside it, close it; dialogs do not. */
export function closeBeside(
  menu: HTMLDetailsElement,
  events: readonly string[] = ["pointerdown", "focusin"],
): () => void {
  const beside = ({ target }: Event) => {
    const at = target instanceof Element ? target : null;
    if (menu.open && !menu.contains(at) && !at?.closest("dialog")) menu.open = false;
  };
  const onKey = (event: KeyboardEvent) => {
    const at = document.activeElement;
    if (event.key !== "Escape" || !menu.open || (at !== document.body && !menu.contains(at))) return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  };
  for (const one of events) document.addEventListener(one, beside);
  document.addEventListener("keydown", onKey);
  return () => {
    for (const one of events) document.removeEventListener(one, beside);
    document.removeEventListener("keydown", onKey);
  };
}
