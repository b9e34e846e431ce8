import { useEffect, useRef, useState } from "preact/hooks";
import { gettext } from "../../i18n";
import type { Ack, ChatOut } from "../../protocol";
import { Chat } from "../../ui/chat";
import { Dialog } from "../../ui/dialog";
import type { Controller } from "./controller";
import { type Asked, find } from "./state";

/** What one person and the moderators write to each other. What is new is read as soon as the board says so. */
export function ChatDialog({ controller, asked }: { controller: Controller; asked: Extract<Asked, { what: "chat" }> }) {
  const { ticket_id, number } = asked.ticket;
  const [chat, setChat] = useState<ChatOut | null>(null);
  const [refused, setRefused] = useState("");
  const now = find(controller.state.value.board, ticket_id)?.ticket;
  const unread = now?.unread ?? 0;
  const state = now?.state;
  const online = controller.line.connection.value === "online";
  const reads = useRef(0);
  const read = async () => {
    const mine = ++reads.current;
    const ack = await controller.line.ask("read_chat", { ticket_id });
    // A later reading may be answered before an earlier one.
    if (mine !== reads.current) return;
    if (ack.ok) setChat(ack.result as unknown as ChatOut);
    setRefused(ack.ok ? "" : (ack.problem?.message ?? ""));
  };
  useEffect(() => void read(), [ticket_id, unread, state, online]);
  const write = async (text: string): Promise<Ack> => {
    const ack = await controller.line.command("write_to", { ticket_id, text });
    if (ack.ok) await read();
    return ack;
  };
  return (
    <Dialog
      title={gettext("Write to %(number)s", { number })}
      onClose={() => controller.dispatch({ type: "close" })}
      testid="chat-dialog"
    >
      <p class="soft small">
        {gettext("To help with the devices. That you read it is on record; it is deleted when the visit ends.")}
      </p>
      {refused && (
        <p class="callout bad" role="alert">
          {refused}
        </p>
      )}
      {chat && <Chat name={`help-${ticket_id}`} chat={chat} citizen={number} write={write} />}
      {chat && !chat.may_write && (
        <p class="callout warn">{gettext("Nobody can write to this person at this moment.")}</p>
      )}
      <div class="row">
        <button
          type="button"
          class="button second"
          data-testid="chat-announce"
          onClick={() =>
            controller.dispatch({ type: "ask", asked: { what: "announce", ticket: asked.ticket, queue: asked.queue } })
          }
        >
          {gettext("Show an announcement to this person…")}
        </button>
        <button
          type="button"
          class="button second"
          data-testid="chat-close"
          onClick={() => controller.dispatch({ type: "close" })}
        >
          {gettext("Close")}
        </button>
      </div>
    </Dialog>
  );
}
