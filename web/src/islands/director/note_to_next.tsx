import { type Signal, signal } from "@preact/signals";
import { gettext } from "../../i18n";
import { NoteField } from "../../ui/fields";
import type { Controller } from "./controller";

/** What the next director of the room's person is told. */
export function NoteToNext({ name, controller }: { name: string; controller: Controller }) {
  return (
    <NoteField
      name={name}
      label={gettext("Note for the next director (optional)")}
      hint={gettext("What was talked about and what is missing, so that the person need not say it again.")}
      text={noteOf(controller)}
    />
  );
}

/** Sends it along. When that is refused, it stands in the dialog again. */
export async function sendAlong(controller: Controller, command: (note: string) => Promise<boolean>): Promise<void> {
  const note = noteOf(controller);
  if (await command(note.peek())) note.value = "";
}

function noteOf({ state, drafts }: Controller): Signal<string> {
  const current = state.peek().view?.current;
  return current ? drafts.of(current).toNext : signal("");
}
