import { useEffect } from "preact/hooks";
import { type Reading, unseen } from "../chat";
import { gettext, ngettext } from "../i18n";
import type { ChatProps } from "./chat";
import { later } from "./later";

const Chat = later<ChatProps>(() => import("./chat").then((module) => module.Chat));

interface Props extends ChatProps {
  title: string;
  hint?: string;
  reading: Reading;
  /** Whether it is open before the person opens or closes it. */
  usual: boolean;
}

/** A conversation that can be put aside; then it says how much is new. */
export function ChatDock({ title, hint, reading, usual, ...chat }: Props) {
  const open = reading.open.value ?? usual;
  const news = unseen(chat.chat, reading.seen.value).length;
  const last = chat.chat.messages.at(-1)?.id ?? 0;
  useEffect(() => {
    if (open && last > reading.seen.peek()) reading.seen.value = last;
  }, [open, last, reading]);
  return (
    <section class="panel stack stack-tight chat-dock" aria-label={title} data-testid="chat-dock" data-open={open}>
      <div class="row spread">
        <h2>{title}</h2>
        {news > 0 && !open && (
          <span class="tag warn" data-testid="chat-unseen">
            {ngettext("%(n)d new message", "%(n)d new messages", news)}
          </span>
        )}
        <button
          type="button"
          class="button second"
          data-testid="chat-toggle"
          aria-expanded={open}
          onClick={() => {
            reading.open.value = !open;
          }}
        >
          {open ? gettext("Close the chat") : gettext("Write…")}
        </button>
      </div>
      {open && hint && <p class="soft small">{hint}</p>}
      {open && <Chat {...chat} />}
    </section>
  );
}
