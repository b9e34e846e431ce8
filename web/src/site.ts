/** Small help for the server-rendered pages: everything works without it. */

for (const element of document.querySelectorAll<HTMLElement>("[data-needs-script]")) element.hidden = false;

document.querySelector<HTMLElement>("[data-autofocus]")?.focus();

document.querySelector<HTMLElement>("[data-print]")?.addEventListener("click", () => window.print());

// A second click while the form is under way sends nothing twice; the server refuses a second one anyway.
for (const form of document.querySelectorAll("form")) {
  let sentAt = 0;
  form.addEventListener("submit", (event) => {
    if (Date.now() - sentAt < 3000) event.preventDefault();
    else sentAt = Date.now();
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
