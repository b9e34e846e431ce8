/** The link into a call stands in the fragment, which is never sent to a server by itself: it goes with the form alone. */

const LINK = /^#\d{1,10}\.[A-Za-z0-9_-]{43}$/;

function take(): void {
  if (!LINK.test(location.hash)) return;
  const field = document.querySelector<HTMLInputElement>("#link");
  if (field) field.value = location.hash.slice(1);
  // Neither the address nor the history keeps it.
  history.replaceState(null, "", location.pathname);
  document.querySelector("[data-testid=no-link]")?.setAttribute("hidden", "");
}

take();
addEventListener("hashchange", take);
