/** A form in steps goes on only from a step that is filled in. Without script the server says of all steps what is wrong. */

const CHECKED = "[data-missing], [data-malformed]";
const WRITTEN_IN = "input:not([type=button], [type=file], [type=submit])";

/** What is wrong with a field, in the server's words; empty when nothing is. */
function wrongWith(field: HTMLElement): string {
  const { missing = "", malformed = "", unless } = field.dataset;
  if (field instanceof HTMLFieldSetElement) return field.querySelector("input:checked") ? "" : missing;
  const { form, value, validity } = field as HTMLInputElement;
  if (value.trim() !== "") return validity.patternMismatch ? malformed : "";
  return unless && form?.querySelector(`[name="${unless}"]:checked`) ? "" : missing;
}

/** Puts it where the server does: above the input, or above the choices. */
function tell(field: HTMLElement, text: string): void {
  const id = `${field.id}-error`;
  const described = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((one) => one && one !== id);
  document.getElementById(id)?.remove();
  field.closest(".field")?.classList.toggle("has-error", text !== "");
  if (text) {
    (field.querySelector(".choices") ?? field).before(errorOf(id, text));
    described.push(id);
  }
  if (described.length > 0) field.setAttribute("aria-describedby", described.join(" "));
  else field.removeAttribute("aria-describedby");
  if (field instanceof HTMLFieldSetElement) return;
  if (text) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
}

function errorOf(id: string, text: string): HTMLElement {
  const drawn = document.querySelector<HTMLTemplateElement>("template[data-wrong]")?.content.firstElementChild;
  const error = (drawn?.cloneNode(true) ?? document.createElement("span")) as HTMLElement;
  error.id = id;
  (error.lastElementChild ?? error).append(text);
  return error;
}

function mount(next: HTMLElement): void {
  const step = next.closest<HTMLElement>(".first-step, .later-step");
  const fields = [...(step?.querySelectorAll<HTMLElement>(CHECKED) ?? [])];
  next.addEventListener("click", (event) => {
    for (const field of fields) tell(field, wrongWith(field));
    const first = fields.find((field) => wrongWith(field) !== "");
    if (!first) return;
    event.preventDefault();
    first.focus();
  });
  // Enter in a field would send the whole form from this step, which the server then refuses.
  step?.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.target as HTMLElement).matches(WRITTEN_IN)) return;
    // Older browsers show all steps, and no link between them.
    if (getComputedStyle(next).display === "none") return;
    event.preventDefault();
    next.click();
  });
  // What was corrected is no longer called wrong.
  step?.addEventListener("input", () => {
    for (const field of fields)
      if (document.getElementById(`${field.id}-error`) && wrongWith(field) === "") tell(field, "");
  });
}

/** All steps of this page. A form that the server refused is shown whole, with errors that only the server can judge. */
export function mountSteps(): void {
  for (const next of document.querySelectorAll<HTMLElement>(".in-steps [data-next]")) mount(next);
}

mountSteps();
