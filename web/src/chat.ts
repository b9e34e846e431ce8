/** What was written, and what of it the person at this page has not seen. Pure, but for the drafts, which live as long as the page. */
import { type Signal, signal } from "@preact/signals";
import type { ChatMessageOut, ChatOut } from "./protocol";

/** As the server takes it (audiencia/queue/chat.py). */
export const LONGEST = 500;

/** Whether the conversation is shown, and up to which message it was seen. */
export interface Reading {
  /** `null` until the person opens or closes it: then what is usual holds. */
  readonly open: Signal<boolean | null>;
  readonly seen: Signal<number>;
}

export function reading(): Reading {
  return { open: signal(null), seen: signal(0) };
}

/** What others wrote after the last message that was seen. */
export function unseen(chat: ChatOut, seen: number): readonly ChatMessageOut[] {
  return chat.messages.filter((one) => !one.mine && one.id > seen);
}

/** What others wrote between two views of one conversation; of another one, all of it. */
export function fresh(before: ChatOut | null | undefined, after: ChatOut | null): readonly ChatMessageOut[] {
  if (!after) return [];
  const known = before?.channel === after.channel ? (before.messages.at(-1)?.id ?? 0) : 0;
  return unseen(after, known);
}

const drafts = new Map<string, Signal<string>>();

/** What is being typed in one conversation: it outlives its field, which goes when the connection or the screen changes. */
export function draftOf(key: string): Signal<string> {
  const known = drafts.get(key) ?? signal("");
  drafts.set(key, known);
  return known;
}
