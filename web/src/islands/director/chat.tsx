import { useEffect } from "preact/hooks";
import { comesTrue } from "../../acting";
import { lastShown, type Reading, type Sealed, sealed, unseen } from "../../chat";
import { clock } from "../../format";
import { gettext } from "../../i18n";
import type { CurrentOut, DirectorView } from "../../protocol";
import { secrecy } from "../../sealing";
import type { ChatProps } from "../../ui/chat";
import { ElsewhereButton } from "../../ui/elsewhere_button";
import { later } from "../../ui/later";
import type { Controller } from "./controller";
import { LONGEST_NOTE, type NoteDraft } from "./working_note";

const Chat = later<ChatProps>(() => import("../../ui/chat").then((module) => module.Chat));

interface Props {
  controller: Controller;
  view: DirectorView;
}

/** How long the view with the saved note is waited for: the next message is added to that version. */
const VIEW_MS = 5000;
let keeping: Promise<unknown> = Promise.resolve();

/** Adds messages to the internal note, one after the other. `null`: it is kept, and all in the call were told; else what went wrong. */
function keep(controller: Controller, ticket: string, draft: NoteDraft, one: Sealed): Promise<string | null> {
  const kept = keeping.then(() => keepNow(controller, ticket, draft, one));
  keeping = kept.catch(() => undefined);
  return kept;
}

async function keepNow(controller: Controller, ticket: string, draft: NoteDraft, one: Sealed): Promise<string | null> {
  const noteOf = () => controller.state.value.view?.current?.note;
  const current = controller.state.peek().view?.current;
  const words = secrecy.peek()?.words;
  const refused = gettext("It was not kept in the case. Look at the internal note, and try again.");
  if (sealed.peek().some(({ key, kept }) => kept && key === one.key)) return null;
  if (!words || current?.ticket_id !== ticket) return refused;
  draft.hear(current.note);
  const seen = draft.read.peek().version;
  if (seen !== current.note.version) return refused;
  const before = draft.text.peek();
  const text = joined(before, `${nameOf(one, current)}, ${clock(one.at)}: ${one.text}`);
  if (text.length > LONGEST_NOTE) return gettext("The internal note is full. Shorten it, and keep the message then.");
  draft.text.value = text;
  if (!(await controller.saveNote(ticket, text, seen))) {
    if (draft.text.peek() === text) draft.text.value = before;
    return refused;
  }
  const told = await words.keep(one.key);
  await comesTrue(() => (noteOf()?.version ?? seen + 1) > seen, VIEW_MS);
  return told === "sent" ? null : gettext("It is kept in the case. Perhaps not everybody in the call was told.");
}

function nameOf(one: Sealed, current: CurrentOut): string {
  return one.who === "citizen" ? current.name : one.name || gettext("Director");
}

/** A line that is there already, as after a lost answer, is not added again. As the server has it: without blanks around. */
function joined(note: string, line: string): string {
  return (`\n${note}\n`.includes(`\n${line}\n`) ? note : `${note}\n${line}`).trim();
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
        keep={current && draft && !isGuest(view) ? (one) => keep(controller, current.ticket_id, draft, one) : undefined}
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
