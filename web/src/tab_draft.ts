/** The draft of a form by which a number is taken or a place booked: it lives as long as the tab, and is that of all such forms. */

import { type Draft, LASTS_MS } from "./draft";

const ITEM = "audiencia:draft";
/** Comes back into the form that it is of, whose answer may have been lost: sent again, it leads to the number that it made. */
const FORM_ID = "submission_id";
/** Where it waits after it was sent: the page of the number removes it (web/src/site.ts), every such form takes it back. */
const SENT = "audiencia:sent";

interface Stored extends Draft {
  /** The path of the form. */
  at: string;
}

export function saveAtOnce(draft: Draft | null): void {
  sessionStorage.removeItem(ITEM);
  sessionStorage.removeItem(SENT);
  const kept: Stored | null = draft && { ...draft, files: [], at: location.pathname };
  if (kept) sessionStorage.setItem(kept.submitted ? SENT : ITEM, JSON.stringify(kept));
}

export async function save(draft: Draft | null): Promise<void> {
  saveAtOnce(draft);
}

export async function load(): Promise<Draft | null> {
  const found = sessionStorage.getItem(ITEM) ?? sessionStorage.getItem(SENT);
  const stored = found === null ? null : (JSON.parse(found) as Stored);
  if (!stored || Date.now() - stored.savedAt > LASTS_MS) return null;
  const { at, ...draft } = stored;
  return at === location.pathname ? draft : { ...draft, fields: draft.fields.filter(([name]) => name !== FORM_ID) };
}
