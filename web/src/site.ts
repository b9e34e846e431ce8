/** Small help for the server-rendered pages: everything works without it. */

for (const element of document.querySelectorAll<HTMLElement>("[data-needs-script]")) element.hidden = false;

document.querySelector<HTMLElement>("[data-autofocus]")?.focus();

document.querySelector<HTMLElement>("[data-print]")?.addEventListener("click", () => window.print());

// The number of a page without a network is kept for a day (web/src/kept_number.ts, which would be a script of its own for every page).
try {
  const kept = JSON.parse(localStorage.getItem("audiencia:number") ?? "null");
  if (kept && !(Date.now() - kept.at < 24 * 60 * 60 * 1000)) localStorage.removeItem("audiencia:number");
} catch {
  // This browser keeps nothing, or somebody else wrote there.
}

// Whoever signs out leaves no number behind for the next person at this computer.
document.querySelector('form[action="/salir"]')?.addEventListener("submit", () => {
  localStorage.removeItem("audiencia:number");
});

// What is copied by a button, or where it may be and the phone can, given to another application; where the browser does not allow it, the text stands beside the button instead.
for (const button of document.querySelectorAll<HTMLElement>("[data-copy]")) {
  const said = button.parentElement?.querySelector<HTMLElement>("[data-copy-said]");
  button.addEventListener("click", async () => {
    const text = button.dataset.copy ?? "";
    try {
      if ("share" in button.dataset && "share" in navigator) return await navigator.share({ text });
      await navigator.clipboard.writeText(text);
      if (said) said.textContent = button.dataset.copied ?? "";
    } catch (error) {
      // Whoever closed what the phone offers needs no text to copy.
      if ((error as DOMException).name === "AbortError") return;
      if (said) said.textContent = button.dataset.copy ?? "";
    }
  });
}

// A second click while the form is under way sends nothing twice; the server refuses a second one anyway.
for (const form of document.querySelectorAll("form")) {
  let sentAt = 0;
  form.addEventListener("submit", (event) => {
    if (Date.now() - sentAt < 3000) event.preventDefault();
    else sentAt = Date.now();
  });
}

// A list in which several are chosen: all of the page at once, and how many there are.
const picks = document.querySelector<HTMLElement>("[data-picks]");
if (picks) {
  const boxes = [...picks.querySelectorAll<HTMLInputElement>("[data-pick]")];
  const told = picks.querySelector<HTMLElement>("[data-picked]");
  const tell = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    if (told) told.textContent = chosen > 0 ? `${chosen} / ${boxes.length}` : "";
  };
  picks.addEventListener("change", tell);
  picks.querySelector("[data-pick-all]")?.addEventListener("click", () => {
    const all = boxes.every((box) => box.checked);
    for (const box of boxes) box.checked = !all;
    tell();
  });
}

// A page that tells how things are now: loaded again and whatever had the focus has it again.
const FOCUSED = "focused";
const reloading = document.querySelector<HTMLElement>("[data-reload]");
if (reloading) {
  document.getElementById(sessionStorage.getItem(FOCUSED) ?? "")?.focus();
  sessionStorage.removeItem(FOCUSED);
  setTimeout(() => {
    sessionStorage.setItem(FOCUSED, document.activeElement?.id ?? "");
    location.reload();
  }, Number(reloading.dataset.reload) * 1000);
}

// What helps without a network is fetched once the page is there and the browser has nothing else to do. Named by the page and
// not here: what bundles import() would bring its own script for every page.
const later = document.querySelector<HTMLElement>("[data-worker]")?.dataset.worker;
if (later && "serviceWorker" in navigator && isSecureContext)
  addEventListener("load", () => {
    const idle = window.requestIdleCallback ?? ((then: () => void) => setTimeout(then, 2000));
    idle(() => void register(later).catch(() => undefined));
  });

async function register(script: string): Promise<void> {
  const worker: typeof import("./worker") = await import(/* @vite-ignore */ script);
  await worker.register();
}

// The page of a number ends the draft of the form that led here (web/src/tab_draft.ts). Last: a browser that keeps nothing may raise.
if (document.querySelector('[data-draft-sent="tab"]')) sessionStorage.removeItem("audiencia:sent");

export {};
