import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { draftOf, LONGEST, lastShown, type Sealed, written } from "../chat";
import type { Words } from "../e2ee/words";
import { clock } from "../format";
import { gettext } from "../i18n";
import { openTyping } from "../open_typing";
import type { Ack, ChatMessageOut, ChatOut } from "../protocol";
import { secrecy } from "../sealing";
import { ShowTyping, Typed } from "./chat_typing";
import { Icon } from "./icon";

export interface ChatProps {
  /** Tells this conversation's draft from others. */
  name: string;
  chat: ChatOut;
  /** The citizen, where staff read it. */
  citizen: string;
  /** By the server. */
  write: (text: string) => Promise<Ack>;
  /** How long the server has it; in a call, where it may not have it at all. */
  hint?: string;
  /** Puts what the server does not have into the case. `null`: it is there; else what went wrong. */
  keep?: ((one: Sealed) => Promise<string | null>) | undefined;
}

const NEARLY = LONGEST - 100;
/** In CSS pixels: zoomed pages round. */
const NEAR_END = 8;
/** Drafts of which something was typed under a call's keys. */
const begunUnderKeys = new Set<string>();
/** Drafts of which something was typed or sent under keys since their field was empty: nobody reads them in the clear while they are typed. */
const meantForKeys = new Set<string>();

/** A conversation: what was written, the newest below, and a field. What is new is read out by the page's live regions. */
export function Chat({ name, chat, citizen, write, hint, keep }: ChatProps) {
  const draft = draftOf(name);
  const words = chat.channel === "call" ? secrecy.value?.words : undefined;
  const underKeys = words?.open.value === true;
  const open = chat.channel === "call" && openTyping.value?.open.value ? openTyping.value : undefined;
  const live = underKeys ? words : open;
  const [sending, setSending] = useState<readonly string[]>([]);
  const [refused, setRefused] = useState("");
  const typed = live ? [...live.typing.theirs.value.values()].join("\n") : "";
  const end = useEndInView(lastShown(chat), sending.length, typed);
  const send = async () => {
    const text = draft.value.trim();
    if (!text) return;
    // The call may have stopped being sealed with the key that sends it on its way.
    if (begunUnderKeys.delete(name) && !underKeys) {
      setRefused(whoChanged());
      return;
    }
    draft.value = "";
    setRefused("");
    setSending((before) => [...before, text]);
    // As the screen said when it was sent: what was meant for those in the call alone goes no other way.
    const problem = underKeys ? await sendUnderKeys(words, text) : problemOf(await write(text));
    setSending((before) => before.filter((_, at) => at !== before.indexOf(text)));
    if (problem === null) return;
    if (underKeys) meantForKeys.add(name);
    // What could not be sent is in the field again, before what was typed meanwhile.
    draft.value = draft.value ? `${text}\n${draft.value}`.slice(0, LONGEST) : text;
    if (words?.open.peek()) begunUnderKeys.add(name);
    setRefused(problem);
  };
  const keepOne = async (one: Sealed) => {
    setRefused("");
    const problem = await keep?.(one);
    if (problem) setRefused(problem);
  };
  const left = LONGEST - draft.value.length;
  return (
    <>
      {hint && (
        <p class="small soft" role="status" data-testid="chat-secrecy" data-sealed={underKeys}>
          {underKeys
            ? gettext("Encrypted end to end. Only what is marked is kept.")
            : `${hint} ${words || open ? gettext("The server could read it.") : ""}`}
        </p>
      )}
      <div class="stack stack-tight" data-testid="chat">
        <ol class="chat-log plain-list" {...end} aria-label={gettext("What was written")}>
          {written(chat).map((one) => (
            <Message key={one.id} one={one} citizen={citizen}>
              {"kept" in one ? (
                <UnderKeys one={one} goesOn={underKeys} keep={keep && keepOne} />
              ) : (
                underKeys && <p class="small soft">{gettext("The server could read it.")}</p>
              )}
            </Message>
          ))}
          {live && <Typed live={live} citizen={citizen} />}
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
                if (!draft.value) meantForKeys.delete(name);
                if (underKeys) meantForKeys.add(name);
                draft.value = event.currentTarget.value;
                if (!draft.value) begunUnderKeys.delete(name);
                else if (underKeys) begunUnderKeys.add(name);
              }}
              onKeyDown={(event) => {
                if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
                event.preventDefault();
                void send();
              }}
            />
            <div class="row spread chat-end">
              <div class="stack stack-tight">
                {live && (
                  <ShowTyping
                    key={String(underKeys)}
                    live={live}
                    draft={draft}
                    withheld={() => !underKeys && meantForKeys.has(name)}
                  />
                )}
                {draft.value.length > NEARLY ? (
                  <span class="small soft" id={`chat-${name}-hint`}>
                    {gettext("%(n)d characters left", { n: left })}
                  </span>
                ) : (
                  <span class="small soft chat-keys" id={`chat-${name}-hint`}>
                    {gettext("Enter sends it, Shift and Enter begin a new line.")}
                  </span>
                )}
              </div>
              <button type="submit" class="button second" data-testid="chat-send">
                {gettext("Send")}
              </button>
            </div>
          </form>
        )}
      </div>
    </>
  );
}

async function sendUnderKeys(words: Words, text: string): Promise<string | null> {
  const sent = await words.write(text);
  if (sent === "sent") return null;
  return sent === "lost" ? gettext("Perhaps it did not reach everybody. Send it again if need be.") : whoChanged();
}

function whoChanged(): string {
  return gettext("Who can read it changed. Look, and send it again.");
}

/** `null`: none. */
function problemOf({ ok, problem }: Ack): string | null {
  return ok ? null : (problem?.message ?? "");
}

interface MessageProps {
  one: ChatMessageOut | Sealed;
  citizen: string;
  children: ComponentChildren;
}

function Message({ one, citizen, children }: MessageProps) {
  const who = one.mine ? gettext("You") : one.who === "citizen" ? citizen : one.name;
  return (
    <li class={one.mine ? "chat-message mine" : "chat-message"} data-testid={`message-${one.id}`}>
      <p class="small soft">
        <b>{who}</b>
        {one.who === "moderator" && !one.mine && <> · {gettext("moderation")}</>} ·{" "}
        <span class="nums">{clock(one.at)}</span>
      </p>
      <p class={one.damaged ? "damaged" : "chat-text"}>{one.text}</p>
      {children}
    </li>
  );
}

interface UnderKeysProps {
  one: Sealed;
  goesOn: boolean;
  keep: ((one: Sealed) => Promise<void>) | undefined;
}

/** What became of it: each message says where it differs from what the line above says. */
function UnderKeys({ one, goesOn, keep }: UnderKeysProps) {
  const [busy, setBusy] = useState(false);
  const over = busy || one.kept;
  const press = async () => {
    if (over) return;
    setBusy(true);
    await keep?.(one);
    setBusy(false);
  };
  if (keep && goesOn)
    return (
      <button type="button" class="bare small" data-testid="keep" aria-disabled={over} onClick={press}>
        {one.kept ? gettext("Kept in the case") : gettext("Keep in the case")}{" "}
        <span class="visually-hidden">{one.text}</span>
      </button>
    );
  return one.kept || !goesOn ? (
    <p class="small soft" data-testid="under-keys">
      {one.kept ? gettext("Kept in the case") : gettext("Only those who were in the call then have it.")}
    </p>
  ) : null;
}

/** Keeps the newest message in view, and what others are typing while nobody scrolled away from it. */
function useEndInView(last: number, sending: number, typed: string) {
  const log = useRef<HTMLOListElement>(null);
  const atEnd = useRef(true);
  useEffect(() => {
    if (!log.current) return;
    // What scrolls must be reached by keyboard too.
    log.current.tabIndex = 0;
    log.current.scrollTop = log.current.scrollHeight;
  }, [last, sending]);
  useEffect(() => {
    if (log.current && atEnd.current) log.current.scrollTop = log.current.scrollHeight;
  }, [typed]);
  const onScroll = ({ currentTarget }: Event) => {
    const { scrollHeight, scrollTop, clientHeight } = currentTarget as HTMLElement;
    atEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_END;
  };
  return { ref: log, onScroll };
}
