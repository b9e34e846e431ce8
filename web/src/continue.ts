/** Forms whose codes come in a link's fragment, which is never sent to a server: a number or room taken over, a letter verified. */
import { carries } from "./device_code";

const LETTER = /^#([A-Z]{2,5}-\d\d-[0-9A-Z]{4}-[0-9A-Z]{5})\.([0-9A-Z]{16})$/;

function take(): void {
  const letter = LETTER.exec(location.hash);
  if (letter) {
    forget();
    fill("#folio", letter[1]);
    fill("#code", letter[2]);
    document.querySelector<HTMLElement>("[data-testid=verify-submit]")?.focus();
    return;
  }
  const code = carries(location.hash);
  if (!code) return;
  forget();
  fill("#code", code.code);
  document.querySelector("#typed")?.setAttribute("hidden", "");
  for (const part of document.querySelectorAll<HTMLElement>("[data-carries]"))
    part.hidden = part.dataset.carries !== code.letter;
  document.querySelector<HTMLElement>("[data-testid=continue-here]")?.focus();
}

/** Neither the address nor the history keeps it. */
function forget(): void {
  history.replaceState(null, "", location.pathname);
}

function fill(field: string, value = ""): void {
  const found = document.querySelector<HTMLInputElement>(field);
  if (found) found.value = value;
}

take();
// The link may be opened where this page is open already: then only the fragment changes.
addEventListener("hashchange", take);
