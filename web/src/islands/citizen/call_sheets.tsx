import { useEffect, useRef, useState } from "preact/hooks";
import { gettext } from "../../i18n";
import type { CitizenView } from "../../protocol";
import { Chat } from "../../ui/chat";
import { Promised } from "../../ui/commitments";
import { DeviceTests } from "../../ui/device_check";
import { DeviceChoices, FlipButton } from "../../ui/device_choices";
import { Sheet } from "../../ui/sheet";
import { StepsList } from "../../ui/steps";
import { OpenDevices } from "./called";
import { Elsewhere } from "./chat";
import type { Controller } from "./controller";
import { DataPanel } from "./data";
import { MattersCard } from "./matters";
import { InviteButton } from "./relative";
import { SafetyButtons } from "./safety";

/** What can be opened beside the picture, one at a time. */
export type Panel = "chat" | "answer" | "steps" | "more";

interface Props {
  controller: Controller;
  view: CitizenView;
  onClose: () => void;
}

export function CallSheet(props: Props & { panel: Panel; asked: boolean }) {
  if (props.panel === "steps") return <StepsSheet {...props} />;
  if (props.panel === "more") return <MoreSheet {...props} />;
  return <ChatSheet {...props} answers={props.panel === "answer"} />;
}

/** The written words; for who has nothing else, the steps stand above them. */
function ChatSheet({ controller, view, onClose, answers, asked }: Props & { answers: boolean; asked: boolean }) {
  const chat = view.chat?.channel === "call" ? view.chat : null;
  const handed = view.ticket.devices === "none" && view.next_steps.length + view.commitments.length > 0;
  return (
    <Sheet
      title={gettext("Chat of this call")}
      testid="chat-dock"
      class="chat-sheet"
      focus={answers ? "field" : asked ? "heading" : "nothing"}
      onClose={onClose}
    >
      {handed && <Handed view={view} />}
      {chat && (
        <Chat
          name="call"
          chat={chat}
          citizen=""
          hint={gettext("It is deleted when your visit ends.")}
          write={(text) => controller.write("call", text)}
        />
      )}
    </Sheet>
  );
}

function StepsSheet({ view, onClose }: Props) {
  const none = view.next_steps.length + view.commitments.length === 0;
  return (
    <Sheet title={gettext("Your next steps")} testid="steps-sheet" focus="heading" onClose={onClose}>
      {none && <p>{gettext("What the person who attends you hands over to you appears here.")}</p>}
      <Handed view={view} />
    </Sheet>
  );
}

/** Steps and commitments, the newest in view. */
function Handed({ view }: { view: CitizenView }) {
  const end = useRef<HTMLDivElement>(null);
  const count = view.next_steps.length + view.commitments.length;
  useEffect(() => [...(end.current?.querySelectorAll("li") ?? [])].at(-1)?.scrollIntoView?.(), [count]);
  return (
    <div class="handed stack" ref={end}>
      {view.next_steps.length > 0 && <StepsList steps={view.next_steps} />}
      <Promised found={view.commitments} />
    </div>
  );
}

/** All that is not needed at every moment. */
function MoreSheet({ controller, view, onClose }: Props) {
  return (
    <Sheet title={gettext("More")} testid="more-sheet" focus="heading" onClose={onClose}>
      <SafetyButtons controller={controller} />
      <FlipButton devices={controller.devices} class="button second" />
      <DeviceChoices devices={controller.devices} />
      <DataPanel controller={controller} />
      {controller.devices.open.value ? (
        <Tests controller={controller} />
      ) : (
        view.ticket.devices === "none" && <OpenDevices controller={controller} />
      )}
      <MattersCard controller={controller} />
      <InviteButton controller={controller} />
      <Elsewhere controller={controller} />
    </Sheet>
  );
}

/** Nothing is measured before somebody asks for it. */
function Tests({ controller }: { controller: Controller }) {
  const [open, setOpen] = useState(false);
  return (
    <details class="panel" data-testid="call-devices" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{gettext("Camera and sound")}</summary>
      {open && <DeviceTests devices={controller.devices} />}
    </details>
  );
}
