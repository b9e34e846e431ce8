/** Puts the link of the address into the form, which alone sends it. */
import { takeLink } from "./fragment_link";

function take(): void {
  const field = document.querySelector<HTMLInputElement>("#link");
  if (!field) return;
  field.value = takeLink() ?? field.value;
  document.querySelector("[data-testid=no-link]")?.toggleAttribute("hidden", field.value !== "");
}

take();
addEventListener("hashchange", take);
