import { useEffect } from "preact/hooks";
import { type Reading, unseen } from "../../chat";
import { gettext } from "../../i18n";
import type { DirectorView } from "../../protocol";
import type { ChatProps } from "../../ui/chat";
import { ElsewhereButton } from "../../ui/elsewhere_button";
import { later } from "../../ui/later";
import type { Controller } from "./controller";

const Chat = later<ChatProps>(() => import("../../ui/chat").then((module) => module.Chat));

interface Props {
  controller: Controller;
  view: DirectorView;
}

/** Whom one writes to: the person of the room, or of the call that was joined. */
export function chatTicket(view: DirectorView): string | null {
  const { chat, current, assist } = view;
  if (!chat) return null;
  return (isGuest(view) ? assist?.ticket_id : current?.ticket_id) ?? null;
}

function isGuest({ assist }: DirectorView): boolean {
  return assist?.role === "guest" && assist.joined;
}

/** How many of the citizen's messages were not seen yet. */
export function chatNews(view: DirectorView, reading: Reading): number {
  return view.chat ? unseen(view.chat, reading.seen.value).length : 0;
}

/** Written words of the call. `open`: they are in sight, and so are read. */
export function CallChat({ controller, view, open }: Props & { open: boolean }) {
  const { chat, current, assist } = view;
  const ticket = chatTicket(view) ?? "";
  const reading = controller.readingOf(ticket);
  const last = chat?.messages.at(-1)?.id ?? 0;
  useEffect(() => {
    if (open && last > reading.seen.peek()) reading.seen.value = last;
  }, [open, last, reading]);
  if (!chat || !open) return null;
  return (
    <div class="stack stack-tight" data-testid="chat-dock">
      <p class="soft small">{gettext("It is deleted when the result is recorded.")}</p>
      <Chat
        key={ticket}
        name={ticket}
        chat={chat}
        citizen={(isGuest(view) ? assist?.name : current?.name) || gettext("The citizen")}
        write={(text) => controller.write(ticket, text)}
      />
    </div>
  );
}

export function Elsewhere({ controller }: { controller: Controller }) {
  return (
    <ElsewhereButton
      explanation={gettext(
        "This room moves to the other device, with the call if there is one. You are signed in there and signed out here, and the camera of this device stops.",
      )}
      make={() => controller.line.command("continue_elsewhere", {})}
      withdraw={() => controller.line.command("withdraw_code", {})}
    />
  );
}
