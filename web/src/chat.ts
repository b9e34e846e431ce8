/** What was written, and what of it the person at this page has not seen. Pure, but for the drafts, which live as long as the page. */
import { type Signal, signal } from "@preact/signals";
import type { ChatMessageOut, ChatOut } from "./protocol";

/** As the server takes it (ChatText in audiencia/signaling/messages_in/shared.py). */
export const LONGEST = 500;

/** The last ones of a conversation, as the server shows them too. */
export const SHOWN = 50;

/** A message of a call that the server did not have. */
export interface Sealed extends ChatMessageOut {
  key: string;
  /** It was put into the case. */
  kept: boolean;
}

/** What was written in the present call under its keys. */
export const sealed: Signal<readonly Sealed[]> = signal([]);

/** All that is shown of a conversation, in its order. */
export function written({ channel, messages }: ChatOut): readonly (ChatMessageOut | Sealed)[] {
  return channel === "call" ? [...messages, ...sealed.value].sort((a, b) => a.id - b.id) : messages;
}

/** The id of the last message that the server has; 0 without one. */
export function lastOf(chat: ChatOut | null | undefined): number {
  return chat?.messages.at(-1)?.id ?? 0;
}

/** The same of all that is shown. */
export function lastShown(chat: ChatOut | null): number {
  return (chat && written(chat).at(-1)?.id) ?? 0;
}

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
  return after(written(chat), seen);
}

function after(messages: readonly ChatMessageOut[], id: number): readonly ChatMessageOut[] {
  return messages.filter((one) => !one.mine && one.id > id);
}

/** What others wrote between two views of one conversation, by the server; of another one, all of it. */
export function fresh(before: ChatOut | null | undefined, now: ChatOut | null): readonly ChatMessageOut[] {
  if (!now) return [];
  return after(now.messages, before?.channel === now.channel ? lastOf(before) : 0);
}

const drafts = new Map<string, Signal<string>>();

/** What is being typed in one conversation: it outlives its field, which goes when the connection or the screen changes. */
export function draftOf(key: string): Signal<string> {
  const known = drafts.get(key) ?? signal("");
  drafts.set(key, known);
  return known;
}
