import type { ComponentChildren } from "preact";
import { gettext } from "../../i18n";
import type { DirectorView } from "../../protocol";
import { CallControls, type End } from "../../ui/call_controls";
import { TroubleNote } from "../../ui/device_check";
import { choosesDevices, DeviceChoices } from "../../ui/device_choices";
import { Icon } from "../../ui/icon";
import { Menu, MenuLabel } from "../../ui/menu";
import { SecrecyLine } from "../../ui/secrecy";
import { SelfView } from "../../ui/self_view";
import { Stage } from "../../ui/stage";
import { UnheardNote } from "../../ui/unheard";
import type { Controller } from "./controller";
import { Cover, partiesOf } from "./cover";
import { Interruption, NoMedia } from "./interruption";
import { OutcomePanel } from "./outcome";
import { DialButton, PhoneActions, PhoneCall } from "./phone";
import { PictureButton, PictureNote } from "./picture";
import { QualityPanel } from "./quality";
import { Reserved } from "./reserved";
import { SafetyActions } from "./safety";
import { mayShare, ShareButton, SharingNote } from "./screen";
import { hasStage, isByPhone, isCall, liveCall, phaseOf } from "./state";
import { TransferButton } from "./transfer";
import type { NoteDraft } from "./working_note";

interface Props {
  controller: Controller;
  view: DirectorView;
}

/** The attention under way: the picture with its controls, who is called, and the result. */
export function CallPanel({ controller, view, draft }: Props & { draft: NoteDraft | null }) {
  const { current } = view;
  const live = liveCall(view);
  const phase = phaseOf(view);
  return (
    <div class="console-call" data-testid="attention" data-live={live !== null}>
      <div class="console-notes">
        {current && isCall(phase) && isByPhone(view) && <PhoneCall controller={controller} current={current} />}
        {current && phase === "in_call" && <NoMedia controller={controller} view={view} current={current} />}
        {current && isCall(phase) && <Interruption controller={controller} current={current} phase={phase} />}
        <TroubleNote devices={controller.devices} />
        {current && isCall(phase) && (
          <PictureNote current={current} talking={phase === "in_call"} key={current.ticket_id} />
        )}
        <SharingNote controller={controller} />
        <UnheardNote devices={controller.devices} unheard={controller.unheard} />
      </div>
      {/* Outside of the call the own picture is large; the other's element is ready for the first frame. */}
      <Stage
        link={controller.link}
        call={live}
        idle={!hasStage(view)}
        sounds={controller.arriving.value.sounds}
        parties={partiesOf(view, <Cover controller={controller} view={view} />)}
      >
        <SelfView devices={controller.devices} class="small" />
      </Stage>
      <SecrecyLine />
      <QualityPanel view={view} lines={live ? controller.lines.value : []} />
      <CallActions controller={controller} view={view} />
      {current && phase === "reserved" && <Reserved controller={controller} view={view} current={current} />}
      {current && (isCall(phase) || phase === "wrap_up") && (
        <OutcomePanel controller={controller} view={view} current={current} draft={draft} key={current.ticket_id} />
      )}
    </div>
  );
}

/** Microphone, camera, the end; then hold, the other departments and what is rarely needed. Before a call the devices alone. */
function CallActions({ controller, view }: Props) {
  const phase = phaseOf(view);
  const phone = isByPhone(view);
  if (phase === "disconnected") return null;
  if (!isCall(phase))
    return (
      <div class="console-controls">
        <CallControls devices={controller.devices} end={phase === "assisting" ? leaving(controller) : undefined} />
        {(choosesDevices(controller.devices) || mayShare({ controller, view })) && (
          <MoreMenu>
            <ShareButton controller={controller} view={view} />
            <DeviceChoices devices={controller.devices} />
          </MoreMenu>
        )}
      </div>
    );
  return (
    <div class="console-controls">
      {phone ? (
        <PhoneActions controller={controller} view={view} />
      ) : (
        <CallControls
          devices={controller.devices}
          end={{ label: gettext("End the call"), onEnd: () => void controller.room("end_call") }}
        />
      )}
      <HoldButton controller={controller} view={view} />
      <TransferButton controller={controller} view={view} />
      {!phone && <DialButton controller={controller} view={view} />}
      <MoreMenu>
        <ShareButton controller={controller} view={view} />
        <PictureButton controller={controller} view={view} />
        {!phone && <DeviceChoices devices={controller.devices} />}
        <SafetyActions controller={controller} view={view} />
      </MoreMenu>
    </div>
  );
}

/** The way out of another director's call. */
function leaving(controller: Controller): End {
  const onEnd = () => void controller.room("leave_assist");
  return { label: gettext("Leave this call"), testid: "leave-assist", busy: controller.busy.value, onEnd };
}

function MoreMenu({ children }: { children: ComponentChildren }) {
  return (
    <Menu testid="call-more" class="button second" label={<MenuLabel icon="more" text={gettext("More")} />} up>
      {children}
    </Menu>
  );
}

function HoldButton({ controller, view }: Props) {
  const phase = phaseOf(view);
  const held = phase === "on_hold";
  if (!held && (phase !== "in_call" || isByPhone(view))) return null;
  return (
    <button
      type="button"
      class={held ? "button go" : "button second"}
      data-testid={held ? "unhold" : "hold"}
      aria-keyshortcuts="e"
      disabled={controller.busy.value}
      onClick={() => void controller.room(held ? "unhold_call" : "hold_call")}
    >
      <Icon name={held ? "play" : "pause"} />
      {held ? gettext("Go on with the call") : gettext("Put on hold")}
    </button>
  );
}
