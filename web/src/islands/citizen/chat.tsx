import { gettext } from "../../i18n";
import { ChatDock } from "../../ui/chat_dock";
import { ElsewhereButton } from "../../ui/elsewhere_button";
import type { Controller } from "./controller";
import { screenOf } from "./state";

/** Written words: with a moderator who helps while one waits, and with the director in the call. */
export function CitizenChat({ controller, channel }: { controller: Controller; channel: "help" | "call" }) {
  const state = controller.state.value;
  const chat = state.view?.chat;
  const help = channel === "help";
  const screen = screenOf(state);
  // Whoever enters the call writes to the director from then on, also while the view that says so is on its way.
  if (chat?.channel !== channel || (help && screen === "call")) return null;
  return (
    <ChatDock
      key={channel}
      name={channel}
      chat={chat}
      citizen=""
      write={(text) => controller.write(channel, text)}
      title={help ? gettext("A person from the audience writes to you") : gettext("Chat of this call")}
      hint={
        help
          ? gettext("They help you with your devices. What you write is deleted when your visit ends.")
          : gettext("For what cannot be heard or seen. It is deleted when your visit ends.")
      }
      reading={controller.reading[channel]}
      usual={help ? screen !== "called" : state.view?.ticket.devices === "none"}
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
