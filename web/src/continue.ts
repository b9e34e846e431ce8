/** The page that takes a number or a room over: the code comes in the link's fragment, which is never sent to a server. */
import { carries } from "./device_code";

function take(): void {
  const code = carries(location.hash);
  if (!code) return;
  // Neither the address nor the history keeps it.
  history.replaceState(null, "", location.pathname);
  const field = document.querySelector<HTMLInputElement>("#code");
  if (field) field.value = code.code;
  document.querySelector("#typed")?.setAttribute("hidden", "");
  for (const part of document.querySelectorAll<HTMLElement>("[data-carries]"))
    part.hidden = part.dataset.carries !== code.letter;
  document.querySelector<HTMLElement>("[data-testid=continue-here]")?.focus();
}

take();
// The link may be opened where this page is open already: then only the fragment changes.
addEventListener("hashchange", take);
