import { useEffect } from "preact/hooks";
import { lastShown, type Reading, type Sealed, unseen } from "../../chat";
import { clock } from "../../format";
import { gettext } from "../../i18n";
import type { CurrentOut, DirectorView } from "../../protocol";
import { secrecy } from "../../sealing";
import type { ChatProps } from "../../ui/chat";
import { ElsewhereButton } from "../../ui/elsewhere_button";
import { later } from "../../ui/later";
import type { Controller } from "./controller";
import type { NoteDraft } from "./working_note";

const Chat = later<ChatProps>(() => import("../../ui/chat").then((module) => module.Chat));

interface Props {
  controller: Controller;
  view: DirectorView;
}

/** Adds it to the internal note, once all in the call know. What cannot be saved now is in the note's field. */
async function keep(controller: Controller, current: CurrentOut, draft: NoteDraft, one: Sealed): Promise<void> {
  if ((await secrecy.peek()?.words.keep(one.key)) !== "sent") return;
  const name = one.who === "citizen" ? current.name : one.name || gettext("Director");
  const line = `${name}, ${clock(one.at)}: ${one.text}`;
  const note = draft.text.peek();
  draft.text.value = note ? `${note}\n${line}` : line;
  await controller.saveNote(current.ticket_id, draft.text.peek(), draft.read.peek().version);
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
export function CallChat({ controller, view, draft, open }: Props & { draft: NoteDraft | null; open: boolean }) {
  const { chat, current, assist } = view;
  const ticket = chatTicket(view) ?? "";
  const reading = controller.readingOf(ticket);
  const last = lastShown(chat);
  useEffect(() => {
    if (open && last > reading.seen.peek()) reading.seen.value = last;
  }, [open, last, reading]);
  if (!chat || !open) return null;
  return (
    <div class="stack stack-tight" data-testid="chat-dock">
      <Chat
        key={ticket}
        name={ticket}
        chat={chat}
        citizen={(isGuest(view) ? assist?.name : current?.name) || gettext("The citizen")}
        hint={gettext("It is deleted when the result is recorded.")}
        write={(text) => controller.write(ticket, text)}
        keep={current && draft ? (one) => void keep(controller, current, draft, one) : undefined}
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
