import { type Signal, signal, useSignalEffect } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { gettext } from "../i18n";
import type { MemberOut } from "../protocol";
import type { Typing } from "../typing";

/** Others read what is typed before it is sent. For as long as the page stays. */
const shows = signal(false);

/** Which way what is typed goes: under a call's keys, or by the server. */
export interface LiveText {
  readonly typing: Typing;
  member(id: string): MemberOut | undefined;
}

interface TypedProps {
  live: LiveText;
  /** The citizen, where staff read it. */
  citizen: string;
}

/** What others are writing. No live region: it changes with each letter, and is read out once it is sent. */
export function Typed({ live, citizen }: TypedProps) {
  return (
    <>
      {[...live.typing.theirs.value].map(([id, text]) => {
        const { name = "", role = "" } = live.member(id) ?? {};
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

interface ShowTypingProps {
  live: LiveText;
  draft: Signal<string>;
  /** What is in the field was meant for others than those who could read it this way. */
  withheld: () => boolean;
}

/** Whether the others see what is in the field while it is typed. One for each way: with `key`. */
export function ShowTyping({ live, draft, withheld }: ShowTypingProps) {
  useSignalEffect(() => live.typing.write(shows.value && draft.value && !withheld() ? draft.value : ""));
  // What is on no screen of its own is on nobody else's.
  useEffect(() => () => live.typing.write(""), [live]);
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
