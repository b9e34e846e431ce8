/** "Send a notice to this browser": an administrator sees whether push goes. Without script there is none, so the part is hidden. */

import { ability, subscribe } from "./push";

const ADDRESS = "/administracion/aviso-de-prueba";

async function sent(csrf: string, subscription: string): Promise<string> {
  const body = new URLSearchParams({ csrf, subscription });
  const answer = await fetch(ADDRESS, { method: "POST", headers: { Accept: "application/json" }, body });
  if (!answer.ok) throw new Error(String(answer.status));
  return ((await answer.json()) as { why: string }).why;
}

/** What is to be said: a sentence of the page by its name, or one of the server. */
async function tried({ csrf = "", trial = "" }: DOMStringMap): Promise<{ own: string } | { theirs: string }> {
  const subscription = await subscribe(trial);
  if (subscription === null) return { own: "refused" };
  const why = await sent(csrf, subscription);
  return why ? { theirs: why } : { own: "done" };
}

for (const part of document.querySelectorAll<HTMLElement>("[data-trial]")) {
  const button = part.querySelector("button");
  const said = part.querySelector<HTMLElement>("[role=status]");
  if (!button || !said || ability() !== "possible") continue;
  part.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    const found = await tried(part.dataset).catch(() => ({ own: "failed" }));
    said.textContent = "own" in found ? (said.dataset[found.own] ?? "") : found.theirs;
    button.disabled = false;
  });
}
