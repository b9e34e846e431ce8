/** Suggestions under the directory's search (WAI-ARIA combobox with a list); the form goes on without them. */

import { DirectorySearch, type FoundService, moved } from "./directory_search";

const LIST = "q-suggestions";

function option(one: FoundService, number: number): HTMLLIElement {
  const line = document.createElement("li");
  const department = document.createElement("small");
  if (one.kind === "call") line.className = "strong";
  line.id = `${LIST}-${number}`;
  line.role = "option";
  line.ariaSelected = "false";
  department.textContent = one.department;
  line.append(one.name, department);
  // On a click the field keeps the focus, or the list would close before the click is one.
  line.addEventListener("mousedown", (event) => event.preventDefault());
  line.addEventListener("click", () => location.assign(one.url));
  return line;
}

function mount(form: HTMLFormElement, input: HTMLInputElement): void {
  const list = document.createElement("ul");
  const said = document.createElement("p");
  let found: readonly FoundService[] = [];
  let active = -1;
  list.id = LIST;
  list.className = "suggestions";
  list.role = "listbox";
  list.ariaLabel = form.querySelector("label")?.textContent ?? "";
  list.hidden = true;
  said.className = "visually-hidden";
  said.role = "status";
  form.append(list, said);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", LIST);
  input.setAttribute("aria-expanded", "false");

  const choose = (number: number) => {
    active = number;
    for (const [at, line] of [...list.children].entries()) {
      line.ariaSelected = String(at === number);
      if (at === number) line.scrollIntoView({ block: "nearest" });
    }
    if (number < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", `${LIST}-${number}`);
  };
  const open = (listed: readonly FoundService[], text: string) => {
    found = listed;
    list.replaceChildren(...listed.map(option));
    list.hidden = listed.length === 0;
    input.setAttribute("aria-expanded", String(listed.length > 0));
    said.textContent = text;
    choose(-1);
  };
  const { none = "", one = "", many = "", away = "" } = form.dataset;
  const show = (asked: string, listed: readonly FoundService[] | null) => {
    if (!asked) open([], "");
    else if (!listed) open([], away);
    else if (!listed.length) open([], none);
    else open(listed, listed.length === 1 ? one : many.replace("{count}", String(listed.length)));
  };
  const search = new DirectorySearch(form.dataset.lang ?? "", show, form.dataset.for);

  input.addEventListener("input", () => search.type(input.value));
  input.addEventListener("blur", () => {
    search.stop();
    open([], "");
  });
  input.addEventListener("keydown", (event) => {
    const chosen = found[active];
    if (event.key === "Enter" && chosen) {
      event.preventDefault();
      location.assign(chosen.url);
    } else if (event.key === "Escape" && found.length) {
      // Once closes the list; the browser's own way of emptying the field comes with the second.
      event.preventDefault();
      search.stop();
      open([], "");
    } else if (found.length && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      choose(moved(active, event.key, found.length));
    }
  });
}

const form = document.querySelector<HTMLFormElement>("[data-directory]");
const input = form?.querySelector<HTMLInputElement>("input[name=q]");
if (form && input) mount(form, input);
// Nobody who looks over this telephone later reads there what somebody in danger wrote.
if (document.querySelector("[data-crisis]")) history.replaceState(null, "", location.pathname);
