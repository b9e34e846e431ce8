/** The draft of a form by which a number is taken or a place booked: it lives as long as the tab, and is that of all such forms. */

import { type Draft, LASTS_MS } from "./draft";

const ITEM = "audiencia:draft";
/** Stays that of the page: two forms under one would lead to one number, with the words of the first. */
const FORM_ID = "submission_id";
/** Where it waits after it was sent: the page of the number removes it (web/src/site.ts), every such form takes it back. */
const SENT = "audiencia:sent";

export function saveAtOnce(draft: Draft | null): void {
  sessionStorage.removeItem(ITEM);
  sessionStorage.removeItem(SENT);
  if (draft) sessionStorage.setItem(draft.submitted ? SENT : ITEM, JSON.stringify({ ...draft, files: [] }));
}

export async function save(draft: Draft | null): Promise<void> {
  saveAtOnce(draft);
}

export async function load(): Promise<Draft | null> {
  const found = sessionStorage.getItem(ITEM) ?? sessionStorage.getItem(SENT);
  const draft = found === null ? null : (JSON.parse(found) as Draft);
  if (!draft || Date.now() - draft.savedAt > LASTS_MS) return null;
  return { ...draft, fields: draft.fields.filter(([name]) => name !== FORM_ID) };
}
