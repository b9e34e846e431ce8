import { gettext } from "../../i18n";
import { ChatDock } from "../../ui/chat_dock";
import { ElsewhereButton } from "../../ui/elsewhere_button";
import type { Controller } from "./controller";
import { screenOf } from "./state";

/** Written words with a moderator who helps while one waits. Those of the call: `call_sheets.tsx`. */
export function HelpChat({ controller }: { controller: Controller }) {
  const state = controller.state.value;
  const chat = state.view?.chat;
  const screen = screenOf(state);
  // Whoever enters the call writes to the director from then on, also while the view that says so is on its way.
  if (chat?.channel !== "help" || screen === "call") return null;
  return (
    <ChatDock
      name="help"
      chat={chat}
      citizen=""
      write={(text) => controller.write("help", text)}
      title={gettext("A person from the audience writes to you")}
      hint={gettext("They help you with your devices. What you write is deleted when your visit ends.")}
      reading={controller.reading.help}
      usual={screen !== "called"}
    />
  );
}

export function Elsewhere({ controller }: { controller: Controller }) {
  return (
    <ElsewhereButton
      explanation={gettext("Your number moves to the other device, with the call if there is one, and this one stops.")}
      make={() => controller.line.command("continue_elsewhere", {})}
      withdraw={() => controller.line.command("withdraw_code", {})}
    />
  );
}
