/** A `ref` for what scrolls by itself: it must be reached by keyboard too. */
export function reachable(element: HTMLElement | null): void {
  if (element) element.tabIndex = 0;
}
