import { effect, type ReadonlySignal } from "@preact/signals";
import { type ComponentChild, render } from "preact";

/** Replaces the server's own rendering once there is something better to show, so that the page is never empty. */
export function mountWhen(ready: ReadonlySignal<boolean>, host: HTMLElement, content: () => ComponentChild): void {
  let mounted = false;
  effect(() => {
    if (mounted || !ready.value) return;
    mounted = true;
    host.replaceChildren();
    render(content(), host);
  });
}
