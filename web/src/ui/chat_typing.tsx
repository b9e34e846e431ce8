import { type Signal, signal, useSignalEffect } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Words } from "../e2ee/words";
import { gettext } from "../i18n";

/** Others read what is typed before it is sent. For as long as the page stays. */
const shows = signal(false);

interface TypedProps {
  words: Words;
  /** The citizen, where staff read it. */
  citizen: string;
}

/** What others are writing. No live region: it changes with each letter, and is read out once it is sent. */
export function Typed({ words, citizen }: TypedProps) {
  return (
    <>
      {[...words.typing.theirs.value].map(([id, text]) => {
        const { name = "", role = "" } = words.member(id) ?? {};
        return (
          <li class="chat-message" key={id} data-testid="typed">
            <p class="small soft">
              {gettext("%(name)s is writing", { name: role === "citizen" ? citizen || name : name })}
            </p>
            <p class="chat-text">{text}</p>
          </li>
        );
      })}
    </>
  );
}

/** Whether the others see what is in the field while it is typed. */
export function ShowTyping({ words, draft }: { words: Words; draft: Signal<string> }) {
  useSignalEffect(() => words.typing.write(shows.value ? draft.value : ""));
  // What is on no screen of its own is on nobody else's.
  useEffect(() => () => words.typing.write(""), [words]);
  return (
    <label class="row small chat-end">
      <input
        type="checkbox"
        class="chat-choice"
        data-testid="show-typing"
        checked={shows.value}
        onChange={(event) => {
          shows.value = event.currentTarget.checked;
        }}
      />
      {gettext("The others read what I write while I type it")}
    </label>
  );
}
