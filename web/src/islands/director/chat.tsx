import { gettext } from "../../i18n";
import type { DirectorView } from "../../protocol";
import { ChatDock } from "../../ui/chat_dock";
import { ElsewhereButton } from "../../ui/elsewhere_button";
import type { Controller } from "./controller";

interface Props {
  controller: Controller;
  view: DirectorView;
}

/** Written words of the call: open at once with somebody who has neither camera nor microphone. */
export function CallChat({ controller, view }: Props) {
  const { chat, current, assist } = view;
  const guest = assist?.role === "guest" && assist.joined;
  const ticket = guest ? assist.ticket_id : current?.ticket_id;
  if (!chat || !ticket) return null;
  return (
    <ChatDock
      key={ticket}
      name={ticket}
      chat={chat}
      citizen={(guest ? assist.name : current?.name) || gettext("The citizen")}
      write={(text) => controller.write(ticket, text)}
      title={gettext("Chat of this call")}
      hint={gettext("It is deleted when the result is recorded.")}
      reading={controller.readingOf(ticket)}
      usual={!guest && current?.devices === "none"}
    />
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
