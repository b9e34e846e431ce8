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
