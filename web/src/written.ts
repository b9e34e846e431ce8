/** Help for forms in which people write, and for the acknowledgement of petitions; all work without it. */

import * as drafts from "./draft";
import { mountPlace } from "./place";

const PETITION = "petition";
const SAVE_AFTER_MS = 400;
const ASK_MS = 8000;

function megabytes(size: number): string {
  return `${Math.max(size / 1024 / 1024, 0.1).toFixed(1)} MB`;
}

/** What was chosen, with sizes: too many or too large is seen before it is sent over a slow network. */
function showFiles(input: HTMLInputElement, list: HTMLElement): void {
  const files = [...(input.files ?? [])];
  const most = Number(input.dataset.most);
  const largest = Number(input.dataset.megabytes) * 1024 * 1024;
  const lines = files.map((file) => {
    const line = document.createElement("li");
    const large = file.size > largest ? `: ${input.dataset.large}` : "";
    line.textContent = `${file.name} (${megabytes(file.size)})${large}`;
    return line;
  });
  if (files.length > most) {
    const line = document.createElement("li");
    line.textContent = input.dataset.many ?? "";
    lines.push(line);
  }
  list.replaceChildren(...lines);
}

/** Files of a draft are chosen again, but for those that the server has just refused. */
function chooseAgain(form: HTMLFormElement, input: HTMLInputElement, files: File[]): void {
  const refused = [...form.querySelectorAll<HTMLElement>("[data-refused]")].map((line) => line.dataset.refused);
  const good = files.filter((file) => !refused.includes(file.name));
  drafts.fillFiles(input, good);
  const told = form.querySelector<HTMLElement>("[data-files-again]");
  if (told && good.length) told.textContent = told.dataset.text ?? "";
}

/** Whether our server answers now: a form that is sent without one leads to the browser's own page of errors. */
async function isThere(): Promise<boolean> {
  if (!navigator.onLine) return false;
  try {
    const answer = await fetch("/tema.css", { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(ASK_MS) });
    return answer.ok;
  } catch {
    return false;
  }
}

function sentLast(): drafts.Sent | null {
  const last = [...document.querySelectorAll<HTMLElement>("[data-sent]")].at(-1);
  return last ? { folio: last.dataset.sent ?? "", text: last.textContent ?? "" } : null;
}

/** A draft is kept while somebody writes, and put back when they come again. `false` from IndexedDB: no drafts here. */
async function mountDraft(
  form: HTMLFormElement,
  key: string,
  input: HTMLInputElement | null,
): Promise<() => Promise<void>> {
  const note = form.querySelector<HTMLElement>("[data-draft-found]");
  const said = form.querySelector<HTMLElement>("[data-draft-said]");
  const keep = () => drafts.save(key, drafts.read(form, Date.now()));
  let timer = 0;
  await swept;
  const found = await drafts.load(key);
  if (found && form.dataset.draft === "fresh") {
    drafts.fill(form, found);
    if (note) note.hidden = false;
    const fold = form.closest("details");
    if (fold) fold.open = true;
  }
  if (found && input) chooseAgain(form, input, found.files);
  if (said) said.hidden = false;
  const later = () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => keep().catch(() => undefined), SAVE_AFTER_MS);
  };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  for (const button of form.querySelectorAll("[data-draft-delete]"))
    button.addEventListener("click", async () => {
      clearTimeout(timer);
      await drafts.remove(key);
      form.removeEventListener("input", later);
      form.removeEventListener("change", later);
      form.reset();
      history.replaceState(null, "", location.pathname + location.search);
      location.reload();
    });
  return keep;
}

async function mountForm(form: HTMLFormElement): Promise<void> {
  const input = form.querySelector<HTMLInputElement>("[data-files]");
  const list = form.querySelector<HTMLElement>("[data-files-chosen]");
  const offline = form.querySelector<HTMLElement>("[data-offline]");
  const sending = form.querySelector<HTMLElement>("[data-sending]");
  const place = form.querySelector<HTMLElement>("[data-place]");
  let keep: () => Promise<void> = async () => undefined;
  let busy = false;

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    if (offline) offline.hidden = true;
    if (sending) sending.textContent = sending.dataset.text ?? "";
    await keep().catch(() => undefined);
    if (await isThere()) {
      form.submit();
      // Whoever comes back by the browser's button may send it once more: it stays one petition.
      window.setTimeout(() => {
        busy = false;
      }, ASK_MS);
      return;
    }
    busy = false;
    if (sending) sending.textContent = "";
    if (offline) {
      offline.hidden = false;
      offline.tabIndex = -1;
      offline.focus();
    }
  });
  const key = form.dataset.draftKey;
  if (key) {
    try {
      keep = await mountDraft(form, key, input);
    } catch {
      // This browser keeps nothing; the form goes on without drafts.
    }
  }
  if (place) mountPlace(place, () => form.dispatchEvent(new Event("change")));
  if (input && list) {
    const show = () => showFiles(input, list);
    input.addEventListener("change", show);
    show();
  }
}

/** Before a topic is chosen: the way to a petition that was begun. */
async function showBegun(note: HTMLElement): Promise<void> {
  await swept;
  const begun = await drafts.load(PETITION);
  const address = begun && drafts.addressOf(begun);
  const link = note.querySelector("a");
  if (!address || !link) return;
  link.href = address;
  note.hidden = false;
}

const swept = drafts.sweep(Date.now(), sentLast()).catch(() => undefined);
const waiting = document.querySelector<HTMLElement>("[data-draft-waiting]");
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-written]")) mountForm(form);
if (waiting) showBegun(waiting).catch(() => undefined);
if (document.querySelector("[data-draft-sent]")) drafts.remove(PETITION).catch(() => undefined);
