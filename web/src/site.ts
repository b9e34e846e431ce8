/** Small help for the server-rendered pages: everything works without it. */

for (const element of document.querySelectorAll<HTMLElement>("[data-needs-script]")) element.hidden = false;

document.querySelector<HTMLElement>("[data-autofocus]")?.focus();

document.querySelector<HTMLElement>("[data-print]")?.addEventListener("click", () => window.print());

// What is copied by a button; where the browser does not allow it, the text stands beside the button instead.
for (const button of document.querySelectorAll<HTMLElement>("[data-copy]")) {
  const said = button.parentElement?.querySelector<HTMLElement>("[data-copy-said]");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy ?? "");
      if (said) said.textContent = button.dataset.copied ?? "";
    } catch {
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
