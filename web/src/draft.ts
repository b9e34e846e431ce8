/** Drafts of forms, on this device only: what was written, and the files that were chosen. */

export interface Draft {
  fields: [string, string][];
  /** Those of the values that somebody typed; drafts of versions before this was kept have none. */
  texts?: string[];
  files: File[];
  savedAt: number;
  /** It was sent as it is, and nobody knows yet whether it came. */
  submitted?: boolean;
}

const NAME = "audiencia-draft";
const STORE = "draft";
/** Whoever did not come back after this time writes anew: nothing personal stays on a device for good. */
export const LASTS_MS = 7 * 24 * 3600 * 1000;
/** What belongs to one page, or is to be decided anew each time. `submission_id` stays: sent twice, it is one petition. */
const NOT_KEPT = /^(csrf|proof|notice_hash|read_notice|consent_.*|guardian|guardian_agrees|carried_pin)$/;
const TYPED_IN = "textarea, input[type=text], input:not([type])";
/** Kept to find the way back, and not put into a form: somebody chose the topic that it has. */
const TOPIC = "topic";

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** A request that succeeded is undone where the page is left before its transaction is complete. */
function committed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
}

async function store(mode: IDBTransactionMode): Promise<IDBObjectStore> {
  const opening = indexedDB.open(NAME, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  return (await done(opening)).transaction(STORE, mode).objectStore(STORE);
}

/** What is worth keeping of a form; nothing while nobody has written anything. */
export function read(form: HTMLFormElement, now: number): Draft | null {
  const fields: [string, string][] = [];
  const texts: string[] = [];
  const files: File[] = [];
  for (const [name, value] of new FormData(form)) {
    if (value instanceof File) {
      if (value.name) files.push(value);
    } else if (!NOT_KEPT.test(name)) {
      fields.push([name, value]);
      if (value.trim() && form.querySelector(`[name="${name}"]`)?.matches(TYPED_IN)) texts.push(value);
    }
  }
  return texts.length || files.length ? { fields, texts, files, savedAt: now } : null;
}

/** Writes a draft back into the form. Fields that it does not have, or that somebody has filled in already, are left as they are. */
export function fill(form: HTMLFormElement, draft: Draft): void {
  const filledIn = new Set([...form.elements].filter(changed).map((element) => element.getAttribute("name")));
  const values = new Map(draft.fields);
  const chosen = new Set(draft.fields.map(([name, value]) => `${name}=${value}`));
  for (const element of form.elements) {
    if (filledIn.has(element.getAttribute("name"))) continue;
    if (element instanceof HTMLInputElement && (element.type === "checkbox" || element.type === "radio")) {
      // Of radio buttons one is always chosen: a draft without any of them is of a form that has none.
      if (NOT_KEPT.test(element.name) || (element.type === "radio" && !values.has(element.name))) continue;
      element.checked = chosen.has(`${element.name}=${element.value}`);
    } else if (
      element instanceof HTMLInputElement ||
      element instanceof HTMLTextAreaElement ||
      element instanceof HTMLSelectElement
    ) {
      const value = values.get(element.name);
      if (value === undefined || NOT_KEPT.test(element.name) || element.name === TOPIC) continue;
      if (element.type !== "file") element.value = value;
    }
  }
  for (const fold of form.querySelectorAll("details"))
    fold.open ||= [...fold.querySelectorAll("input, select")].some(said);
}

/** Whether a field holds what its fold is opened for. */
function said(field: Element): boolean {
  return field instanceof HTMLSelectElement ? field.selectedIndex > 0 : changed(field);
}

/** Whether a field holds something else than it came with. */
export function changed(field: Element): boolean {
  if (field instanceof HTMLSelectElement) {
    const first = [...field.options].findIndex((option) => option.defaultSelected);
    return field.selectedIndex !== Math.max(first, 0);
  }
  if (field instanceof HTMLTextAreaElement) return field.value !== field.defaultValue;
  if (!(field instanceof HTMLInputElement) || field.type === "file") return false;
  return field.type === "checkbox" || field.type === "radio"
    ? field.checked && !field.defaultChecked
    : field.value !== field.defaultValue;
}

/** Where the form of this draft is; `undefined` for one without a topic. */
export function addressOf(draft: Draft): string | undefined {
  const [area = "", topic = ""] = (new Map(draft.fields).get(TOPIC) ?? "").split("/");
  return area && topic ? `/peticiones/nueva?${new URLSearchParams({ area, tema: topic })}` : undefined;
}

/** Chooses the files of a draft again. */
export function fillFiles(input: HTMLInputElement, files: File[]): void {
  const chosen = new DataTransfer();
  for (const file of files) chosen.items.add(file);
  input.files = chosen.files;
}

/** What was sent last by the form of a key, or by any form of a folio, as the page of the folio shows it. */
export type Sent = ReadonlyMap<string, readonly string[]>;

/** Whether a draft is to be deleted: nobody came back in time, or all that was typed into it was sent. */
export function isOver(key: string, draft: Draft, now: number, sent: Sent): boolean {
  const plain = (texts: readonly string[]) => texts.map((text) => text.replace(/\s+/g, " ").trim());
  if (now - draft.savedAt > LASTS_MS) return true;
  const typed = plain(draft.texts ?? []);
  const all = ([of, texts]: [string, readonly string[]]) =>
    (key === of || key.startsWith(`${of} `)) && typed.every((text) => plain(texts).includes(text));
  return typed.length > 0 && [...sent].some(all);
}

/** Of these drafts the keys of those that are over, or that cannot be read: one of them keeps none of the others. */
export function overAmong(stored: Iterable<[string, Draft]>, now: number, sent: Sent): string[] {
  const over = ([key, draft]: [string, Draft]) => {
    try {
      return isOver(key, draft, now, sent);
    } catch {
      return true;
    }
  };
  return [...stored].filter(over).map(([key]) => key);
}

/** Deletes all drafts that are over, also those of forms that no page has any more. */
export async function sweep(now: number, sent: Sent): Promise<void> {
  const kept = await store("readwrite");
  const [keys, found]: [IDBValidKey[], Draft[]] = await Promise.all([done(kept.getAllKeys()), done(kept.getAll())]);
  const stored = keys.map((key, at): [string, Draft] => [String(key), found[at] as Draft]);
  await Promise.all(overAmong(stored, now, sent).map((key) => done(kept.delete(key))));
}

/** Returns once it is stored for good. `key`: which form it is of. */
export async function save(key: string, draft: Draft | null): Promise<void> {
  const kept = await store("readwrite");
  if (draft) kept.put(draft, key);
  else kept.delete(key);
  await committed(kept.transaction);
}

export async function load(key: string): Promise<Draft | null> {
  return (await done<Draft | undefined>((await store("readonly")).get(key))) ?? null;
}
