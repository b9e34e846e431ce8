import { useEffect, useRef, useState } from "preact/hooks";
import { draftOf, LONGEST } from "../chat";
import { clock } from "../format";
import { gettext } from "../i18n";
import type { Ack, ChatMessageOut, ChatOut } from "../protocol";
import { Icon } from "./icon";

export interface ChatProps {
  /** Tells this conversation's draft from others. */
  name: string;
  chat: ChatOut;
  /** The citizen, where staff read it. */
  citizen: string;
  write: (text: string) => Promise<Ack>;
}

const NEARLY = LONGEST - 100;

/** A conversation: what was written, the newest below, and a field. What is new is read out by the page's live regions. */
export function Chat({ name, chat, citizen, write }: ChatProps) {
  const draft = draftOf(name);
  const [sending, setSending] = useState<readonly string[]>([]);
  const [refused, setRefused] = useState("");
  const end = useEndInView(chat.messages.at(-1)?.id ?? 0, sending.length);
  const send = async () => {
    const text = draft.value.trim();
    if (!text) return;
    draft.value = "";
    setRefused("");
    setSending((before) => [...before, text]);
    const ack = await write(text);
    setSending((before) => before.filter((_, at) => at !== before.indexOf(text)));
    if (ack.ok) return;
    // What could not be sent is in the field again, before what was typed meanwhile.
    draft.value = draft.value ? `${text}\n${draft.value}`.slice(0, LONGEST) : text;
    setRefused(ack.problem?.message ?? "");
  };
  const left = LONGEST - draft.value.length;
  return (
    <div class="stack stack-tight" data-testid="chat">
      <ol class="chat-log plain-list" ref={end} aria-label={gettext("What was written")}>
        {chat.messages.map((one) => (
          <Message key={one.id} one={one} citizen={citizen} />
        ))}
        {sending.map((text) => (
          <li class="chat-message mine" key={text}>
            <p class="chat-text">{text}</p>
            <p class="small soft">{gettext("Sending…")}</p>
          </li>
        ))}
      </ol>
      {refused && (
        <p class="callout bad note" role="alert" data-testid="chat-refused">
          <Icon name="warn" />
          <span>{refused}</span>
        </p>
      )}
      {chat.may_write && (
        <form
          class="stack stack-tight"
          onSubmit={(event) => {
            event.preventDefault();
            void send();
          }}
        >
          <label class="label" for={`chat-${name}`}>
            {gettext("Your message")}
          </label>
          <textarea
            class="input chat-field"
            id={`chat-${name}`}
            data-testid="chat-text"
            rows={2}
            maxLength={LONGEST}
            aria-describedby={`chat-${name}-hint`}
            value={draft.value}
            onInput={(event) => {
              draft.value = event.currentTarget.value;
            }}
            onKeyDown={(event) => {
              if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
              event.preventDefault();
              void send();
            }}
          />
          <div class="row spread">
            <span class="small soft" id={`chat-${name}-hint`}>
              {draft.value.length > NEARLY
                ? gettext("%(n)d characters left", { n: left })
                : gettext("Enter sends it, Shift and Enter begin a new line.")}
            </span>
            <button type="submit" class="button second" data-testid="chat-send">
              {gettext("Send")}
            </button>
          </div>
        </form>
      )}
    </div>
  );
}

function Message({ one, citizen }: { one: ChatMessageOut; citizen: string }) {
  const who = one.mine ? gettext("You") : one.who === "citizen" ? citizen : one.name;
  return (
    <li class={one.mine ? "chat-message mine" : "chat-message"} data-testid={`message-${one.id}`}>
      <p class="small soft">
        <b>{who}</b>
        {one.who === "moderator" && !one.mine && <> · {gettext("moderation")}</>} ·{" "}
        <span class="nums">{clock(one.at)}</span>
      </p>
      <p class="chat-text">{one.text}</p>
    </li>
  );
}

/** Keeps the newest message in view. */
function useEndInView(last: number, sending: number) {
  const log = useRef<HTMLOListElement>(null);
  useEffect(() => {
    if (!log.current) return;
    // What scrolls must be reached by keyboard too.
    log.current.tabIndex = 0;
    log.current.scrollTop = log.current.scrollHeight;
  }, [last, sending]);
  return log;
}
