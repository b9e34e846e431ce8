/** "Tell me here when there is news": notices about a case in this browser. Without script there are none, so the part is hidden. */

import { ability, known, subscribe } from "./push";

const ADDRESS = "/seguimiento/expediente/avisos";

interface Part {
  section: HTMLElement;
  button: HTMLButtonElement;
  said: HTMLElement;
}

async function send(part: Part, on: "yes" | "" | "ask", subscription: string): Promise<boolean> {
  const { csrf = "", folio = "" } = part.section.dataset;
  const body = new URLSearchParams({ csrf, folio, on, subscription });
  const answer = await fetch(ADDRESS, { method: "POST", headers: { Accept: "application/json" }, body });
  if (!answer.ok) throw new Error(String(answer.status));
  return ((await answer.json()) as { on: boolean }).on;
}

function show({ button }: Part, on: boolean): void {
  button.textContent = (on ? button.dataset.on : button.dataset.off) ?? "";
  button.toggleAttribute("data-is-on", on);
}

function say({ said }: Part, what: "done" | "ended" | "refused" | "failed" | "blocked"): void {
  said.textContent = said.dataset[what] ?? "";
}

async function turnOn(part: Part): Promise<void> {
  const subscription = await subscribe(part.section.dataset.push ?? "");
  if (subscription === null) return say(part, "refused");
  show(part, await send(part, "yes", subscription));
  say(part, "done");
}

/** The browser keeps its subscription: a number of the day may be told of by it too. */
async function turnOff(part: Part): Promise<void> {
  const subscription = await known();
  if (subscription !== null) await send(part, "", subscription);
  show(part, false);
  say(part, "ended");
}

async function change(part: Part): Promise<void> {
  part.button.disabled = true;
  try {
    await (part.button.hasAttribute("data-is-on") ? turnOff(part) : turnOn(part));
  } catch {
    say(part, "failed");
  } finally {
    part.button.disabled = false;
  }
}

async function mount(section: HTMLElement): Promise<void> {
  const button = section.querySelector<HTMLButtonElement>("[data-push-button]");
  const said = section.querySelector<HTMLElement>("[data-push-said]");
  const can = ability();
  if (!button || !said || can === "unsupported") return;
  const part = { section, button, said };
  section.hidden = false;
  if (can === "blocked") {
    button.hidden = true;
    return say(part, "blocked");
  }
  button.addEventListener("click", () => void change(part));
  const subscription = await known();
  if (subscription !== null) show(part, await send(part, "ask", subscription));
}

for (const section of document.querySelectorAll<HTMLElement>("[data-push]"))
  mount(section).catch(() => {
    // Whether it is on is not known; the button still works.
  });
