/** Small help for the pages of staff: everything works without it. */
import { Idle } from "./idle";
import { closeBeside } from "./menus";

for (const menu of document.querySelectorAll<HTMLDetailsElement>("details[data-menu]")) closeBeside(menu);

// On a telephone the navigation scrolls in itself: where one is stands in sight.
const strip = document.querySelector<HTMLElement>(".staff-nav ul");
const here = strip?.querySelector<HTMLElement>("[aria-current]");
if (strip && here) strip.scrollLeft = here.offsetLeft - (strip.clientWidth - here.offsetWidth) / 2;

const dialog = document.querySelector<HTMLDialogElement>("#idle");

async function ask(used: boolean): Promise<number | null> {
  const csrf = document.querySelector<HTMLInputElement>("input[name=csrf]")?.value ?? "";
  const said = used ? { method: "POST", body: new URLSearchParams({ csrf }) } : {};
  try {
    const headers = { Accept: "application/json" };
    const answer = await fetch("/cuenta/uso.json", { ...said, headers, signal: AbortSignal.timeout(10_000) });
    const { left, code } = (await answer.json()) as { left?: number; code?: string };
    return left ?? (code === "sign_in_needed" ? 0 : null);
  } catch {
    return null;
  }
}

if (dialog) {
  const warn = () => {
    if (!dialog.open) dialog.showModal();
  };
  const leave = () => location.assign(`/entrar?next=${encodeURIComponent(location.pathname + location.search)}`);
  const idle = new Idle({ ask, warn, calm: () => dialog.close(), leave }, Number(dialog.dataset.left));
  // A click without a pointer: how screen readers press the dialog's button.
  for (const event of ["pointerdown", "keydown", "wheel", "click"])
    document.addEventListener(event, () => idle.used(), { capture: true, passive: true });
}
