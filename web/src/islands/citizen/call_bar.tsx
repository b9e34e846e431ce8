import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { gettext, ngettext } from "../../i18n";
import type { CitizenView } from "../../protocol";
import { CameraControl, EndControl, MicrophoneControl } from "../../ui/call_controls";
import { Confirm } from "../../ui/confirm";
import { Icon, type IconName } from "../../ui/icon";
import type { Panel } from "./call_sheets";
import type { Controller } from "./controller";

interface Props {
  controller: Controller;
  view: CitizenView;
  panel: Panel | "none";
  /** Messages that were not seen. */
  news: number;
  onPanel: (panel: Panel | "none") => void;
}

/** All of a call by one thumb, in the same place whatever happens above. */
export function CallBar({ controller, view, panel, news, onPanel }: Props) {
  const [asking, setAsking] = useState(false);
  const handed = view.next_steps.length + view.commitments.length;
  const opens = (...those: [Panel, ...Panel[]]) => {
    const open = those.some((one) => one === panel);
    return { open, onPress: () => onPanel(open ? "none" : those[0]) };
  };
  return (
    <>
      <fieldset class="callbar" aria-label={gettext("Call controls")}>
        <MicrophoneControl devices={controller.devices} />
        <CameraControl
          devices={controller.devices}
          onCamera={view.ticket.data_mode === "voice" ? () => void controller.setDataMode("normal") : undefined}
        />
        <Opener testid="chat-toggle" icon="message" name={gettext("Chat")} {...opens("chat", "answer")}>
          {news > 0 && (
            <Badge testid="chat-unseen" n={news} words={ngettext("%(n)d new message", "%(n)d new messages", news)} />
          )}
        </Opener>
        <Opener testid="steps-toggle" icon="steps" name={gettext("Steps")} {...opens("steps")}>
          {handed > 0 && <Badge testid="steps-count" n={handed} words={String(handed)} />}
        </Opener>
        <EndControl label={gettext("Hang up")} onEnd={() => setAsking(true)} />
        <Opener testid="call-more" icon="more" name={gettext("More")} {...opens("more")} />
      </fieldset>
      {asking && (
        <Confirm
          name="hang-up"
          danger
          title={gettext("Do you want to end the call?")}
          confirm={gettext("End the call")}
          cancel={gettext("Go on talking")}
          onConfirm={() => void controller.hangUp()}
          onClose={() => setAsking(false)}
        >
          <p>{gettext("The staff then records the result. You keep your folio.")}</p>
        </Confirm>
      )}
    </>
  );
}

interface OpenerProps {
  testid: string;
  icon: IconName;
  name: string;
  open: boolean;
  onPress: () => void;
  children?: ComponentChildren;
}

function Opener({ testid, icon, name, open, onPress, children }: OpenerProps) {
  return (
    <button type="button" class="control" aria-expanded={open} data-testid={testid} onClick={onPress}>
      <Icon name={icon} />
      <span>{name}</span>
      {children}
    </button>
  );
}

function Badge({ testid, n, words }: { testid: string; n: number; words: string }) {
  return (
    <span class="badge" data-testid={testid}>
      <span aria-hidden="true">{n}</span>
      <span class="visually-hidden"> {words}</span>
    </span>
  );
}
