/** Small help for the pages of staff: everything works without it. */
import { Idle, type Lasts } from "./idle";
import { closeBeside } from "./menus";
import { mountNamesFirst } from "./names_first";

for (const menu of document.querySelectorAll<HTMLDetailsElement>("details[data-menu]")) closeBeside(menu);
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-names-first]")) mountNamesFirst(form);

// On a telephone the navigation scrolls in itself: where one is stands in sight.
const strip = document.querySelector<HTMLElement>(".staff-nav ul");
const here = strip?.querySelector<HTMLElement>("[aria-current]");
if (strip && here) strip.scrollLeft = here.offsetLeft - (strip.clientWidth - here.offsetWidth) / 2;

const dialog = document.querySelector<HTMLDialogElement>("#idle");
const ending = document.querySelector<HTMLDialogElement>("#ending");
const TOLD = "session-ending";

async function ask(used: boolean): Promise<Lasts | null> {
  const csrf = document.querySelector<HTMLInputElement>("input[name=csrf]")?.value ?? "";
  const sends = used ? { method: "POST", body: new URLSearchParams({ csrf }) } : {};
  try {
    const headers = { Accept: "application/json" };
    const answer = await fetch("/cuenta/uso.json", { ...sends, headers, signal: AbortSignal.timeout(10_000) });
    const said = (await answer.json()) as Partial<Lasts> & { code?: string };
    if (said.left !== undefined && said.ends !== undefined) return { left: said.left, ends: said.ends };
    return said.code === "sign_in_needed" ? { left: 0, ends: 0 } : null;
  } catch {
    return null;
  }
}

if (dialog) {
  const warn = () => {
    if (!dialog.open) dialog.showModal();
  };
  const leave = () => {
    // Nothing of it can be saved any more, and nobody is asked whether to stay.
    document.body.hidden = true;
    location.assign(`/entrar?next=${encodeURIComponent(location.pathname + location.search)}`);
  };
  // Once in each tab, however many pages are opened in the last minutes.
  const tell = () => {
    if (Number(sessionStorage.getItem(TOLD)) > Date.now() - 900_000) return;
    sessionStorage.setItem(TOLD, String(Date.now()));
    ending?.showModal();
  };
  const lasts = { left: Number(dialog.dataset.left), ends: Number(dialog.dataset.ends) };
  const idle = new Idle({ ask, warn, calm: () => dialog.close(), ending: tell, leave }, lasts);
  // A click without a pointer: how screen readers press the dialog's button.
  for (const event of ["pointerdown", "keydown", "wheel", "click"])
    document.addEventListener(event, () => idle.used(), { capture: true, passive: true });
}
