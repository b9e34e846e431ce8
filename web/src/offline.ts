/** The page without a network: shows the number that this browser keeps, and opens the page that was asked for once it can. */

import { forgetNumber, keptNumber } from "./kept_number";

const FIRST_MS = 3000;
const LONGEST_MS = 30_000;
/** Any answer will do: it came over the network. */
const PROBE = "/salud";

const part = (name: string) => document.querySelector<HTMLElement>(`[data-${name}]`);

function showKept(): void {
  const found = keptNumber(Date.now());
  const [section, number, folio] = [part("kept"), part("number"), part("folio")];
  if (!found || !section || !number || !folio) return;
  number.textContent = found.number;
  folio.textContent = found.folio;
  section.hidden = false;
  part("forget")?.addEventListener("click", () => {
    forgetNumber();
    section.remove();
  });
}

/** This page stands at the address that was asked for, so loading it again is going there. */
async function tryAgain(): Promise<void> {
  try {
    await fetch(PROBE, { cache: "no-store" });
  } catch {
    return;
  }
  location.reload();
}

let wait = FIRST_MS;

function lookNow(): void {
  const status = part("status");
  if (status) status.textContent = status.dataset.trying ?? "";
  void tryAgain().finally(() => {
    if (status)
      setTimeout(() => {
        status.textContent = "";
      }, 1000);
  });
}

function lookLater(): void {
  setTimeout(async () => {
    if (document.visibilityState === "visible") await tryAgain();
    lookLater();
  }, wait);
  wait = Math.min(wait * 2, LONGEST_MS);
}

showKept();
part("again")?.addEventListener("click", lookNow);
addEventListener("online", () => void tryAgain());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") void tryAgain();
});
lookLater();
