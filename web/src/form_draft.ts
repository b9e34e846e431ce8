/** Keeps what is being written in a form, and puts it back when the person comes again. */

import * as drafts from "./draft";
import * as tabDraft from "./tab_draft";

const SAVE_AFTER_MS = 400;
/** The key of the one draft that a tab has. */
const TAB = "tab";
/** Before the keys of what was written last in this tab, and not yet put where drafts of the device are. */
const LAST = "audiencia:last ";

/** Where the draft of one form lies. */
export interface Keeper {
  load(): Promise<drafts.Draft | null>;
  save(draft: drafts.Draft | null): Promise<void>;
  /** Without files, and before it returns: a page that is being left finishes nothing else. */
  saveAtOnce(draft: drafts.Draft | null): void;
}

export interface Kept {
  /** Writes down what the form holds now. `submitted`: it is on its way. */
  keep(as?: { submitted: true }): Promise<void>;
  /** The person is at the form again: what was sent from it did not come, or its draft is gone. */
  cameBack(): Promise<void>;
}

export function keeper(key: string): Keeper {
  return key === TAB ? tabDraft : ofDevice(key);
}

/** On this device; what was written last before the page was left comes through the tab. */
function ofDevice(key: string): Keeper {
  const last = LAST + key;
  const save = async (draft: drafts.Draft | null) => {
    const left = sessionStorage.getItem(last);
    await drafts.save(key, draft);
    if (sessionStorage.getItem(last) === left) sessionStorage.removeItem(last);
  };
  return {
    async load() {
      const found = await drafts.load(key);
      const left = parsed(last);
      if (!left || left.savedAt <= (found?.savedAt ?? 0)) {
        sessionStorage.removeItem(last);
        return found;
      }
      const draft = { ...left, files: found?.files ?? [] };
      await save(draft);
      return draft;
    },
    save,
    saveAtOnce(draft) {
      if (draft) sessionStorage.setItem(last, JSON.stringify({ ...draft, files: [] }));
    },
  };
}

/** Null also for what cannot be read. */
function parsed(item: string): drafts.Draft | null {
  try {
    return JSON.parse(sessionStorage.getItem(item) ?? "null");
  } catch {
    return null;
  }
}

/** Deletes what was written last in this tab where that is over. Raises what the browser says where it keeps nothing. */
export function sweepLast(now: number, sent: drafts.Sent): void {
  const keys = Object.keys(sessionStorage).filter((name) => name.startsWith(LAST));
  const left = keys.map((name): [string, drafts.Draft] => [name.slice(LAST.length), parsed(name) as drafts.Draft]);
  for (const key of drafts.overAmong(left, now, sent)) sessionStorage.removeItem(LAST + key);
}

/** Files of a draft are chosen again, but for those that the server has just refused, and unless the person has chosen some meanwhile. */
function chooseAgain(form: HTMLFormElement, input: HTMLInputElement, files: File[]): void {
  const refused = [...form.querySelectorAll<HTMLElement>("[data-refused]")].map((line) => line.dataset.refused);
  const good = files.filter((file) => !refused.includes(file.name));
  if (input.files?.length || !good.length) return;
  drafts.fillFiles(input, good);
  const told = form.querySelector<HTMLElement>("[data-files-again]");
  if (told) told.textContent = told.dataset.text ?? "";
}

/** Raises what the browser says where it keeps nothing. */
export async function mountDraft(form: HTMLFormElement, keeper: Keeper, input: HTMLInputElement | null): Promise<Kept> {
  const note = form.querySelector<HTMLElement>("[data-draft-found]");
  const said = form.querySelector<HTMLElement>("[data-draft-said]");
  // Other than 0 until what was typed last is stored: a page that is left meanwhile breaks the storing off.
  let timer = 0;
  const keep = async (as?: { submitted: true }) => {
    clearTimeout(timer);
    const storing = timer;
    const draft = drafts.read(form, Date.now());
    await keeper.save(draft && { ...draft, ...as });
    if (timer === storing) timer = 0;
  };
  const here = async (found: drafts.Draft | null) => {
    if (found?.submitted) await keeper.save({ ...found, submitted: false });
  };
  const cameBack = async () => here(await keeper.load());
  const found = await keeper.load();
  // What was typed while the draft was looked for is kept without another letter; what the page came with is not.
  const typed = [...form.elements].some(drafts.changed);
  const comesBack = found !== null && form.dataset.draft === "fresh";
  if (comesBack) {
    drafts.fill(form, found);
    const fold = form.closest("details");
    if (fold) fold.open = true;
  }
  if (found && input) chooseAgain(form, input, found.files);
  // Begun before anybody can delete the draft: stored after that, it would be there again.
  const stored = here(found);
  const later = () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => keep().catch(() => undefined), SAVE_AFTER_MS);
  };
  const atOnce = () => {
    if (timer) keeper.saveAtOnce(drafts.read(form, Date.now()));
  };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  addEventListener("pagehide", atOnce);
  const stop = () => {
    form.removeEventListener("input", later);
    form.removeEventListener("change", later);
    removeEventListener("pagehide", atOnce);
    clearTimeout(timer);
    timer = 0;
  };
  if (typed) later();
  for (const button of form.querySelectorAll("[data-draft-delete]"))
    button.addEventListener("click", async () => {
      stop();
      await keeper.save(null);
      form.reset();
      // The address of a page that answers a refused form may take forms only.
      location.replace(form.dataset.home || location.pathname + location.search);
    });
  // After the listeners: a button that is seen works. Before what may fail: the draft is in the form.
  if (note && comesBack) note.hidden = false;
  await stored.catch((error) => {
    stop();
    throw error;
  });
  if (said) said.hidden = false;
  return { keep, cameBack };
}
