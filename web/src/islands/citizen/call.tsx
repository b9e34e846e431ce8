import { useState } from "preact/hooks";
import { gettext } from "../../i18n";
import { CallControls } from "../../ui/call_controls";
import { Countdown } from "../../ui/countdown";
import { TroubleNote } from "../../ui/device_check";
import { Dialog } from "../../ui/dialog";
import { Icon } from "../../ui/icon";
import { RemoteView } from "../../ui/remote_view";
import { SelfView } from "../../ui/self_view";
import { StepsList } from "../../ui/steps";
import type { Controller } from "./controller";
import { liveCall, screenOf } from "./state";

/** From being called to the end of the call: one stage, so that the picture is ready when it comes. */
export function CallScreen({ controller }: { controller: Controller }) {
  const state = controller.state.value;
  const view = state.view;
  const call = liveCall(state);
  if (!view) return null;
  const called = screenOf(state) === "called";
  const director = view.call?.director ?? "";
  return (
    <div class={called ? "callscreen called" : "callscreen"}>
      {called && <CalledHead controller={controller} />}
      {!called && <h1 class="callhead">{gettext("In call with %(director)s", { director })}</h1>}
      <TroubleNote devices={controller.devices} />
      {called && <AcceptButton controller={controller} />}
      <div class="stage">
        <RemoteView
          link={controller.link}
          slots={call?.slots ?? {}}
          epoch={call?.epoch ?? null}
          who={director}
          cover={<Cover controller={controller} />}
        />
        <SelfView devices={controller.devices} class={called ? "large" : "small"} />
      </div>
      {!called && <Controls controller={controller} />}
      {view.next_steps.length > 0 && (
        <section class="stack" aria-labelledby="steps-title" aria-live="polite">
          <h2 id="steps-title">{gettext("Your next steps")}</h2>
          <StepsList steps={view.next_steps} />
        </section>
      )}
    </div>
  );
}

function CalledHead({ controller }: { controller: Controller }) {
  const call = controller.state.value.view?.call;
  return (
    <div class="stack stack-tight" role="alert">
      <h1>{gettext("It is your turn")}</h1>
      <p class="lead">
        {gettext("%(director)s, of %(department)s, is calling you.", {
          director: call?.director ?? "",
          department: call?.department ?? "",
        })}
      </p>
    </div>
  );
}

function AcceptButton({ controller }: { controller: Controller }) {
  const until = controller.state.value.view?.call?.answer_until;
  return (
    <div class="stack accept">
      <button
        type="button"
        class="button go big full"
        data-testid="accept"
        disabled={controller.busy.value}
        onClick={() => void controller.accept()}
      >
        <Icon name="camera" />
        {gettext("Enter the call")}
      </button>
      {until && <Countdown until={until} />}
      {!controller.devices.open.value && !controller.devices.opening.value && <OpenDevices controller={controller} />}
      <p class="soft small">{gettext("You see yourself: nobody else sees you until you enter.")}</p>
    </div>
  );
}

function OpenDevices({ controller }: { controller: Controller }) {
  return (
    <div class="row">
      <button
        type="button"
        class="button second"
        data-testid="open-camera"
        onClick={() => void controller.devices.startSomehow("camera_and_microphone")}
      >
        {gettext("Open camera and microphone")}
      </button>
      <button
        type="button"
        class="button second"
        data-testid="open-microphone"
        onClick={() => void controller.devices.start("microphone")}
      >
        {gettext("Microphone only")}
      </button>
    </div>
  );
}

function Cover({ controller }: { controller: Controller }) {
  const state = controller.state.value;
  const director = state.view?.call?.director ?? "";
  if (screenOf(state) === "called") return <p>{gettext("Here you will see %(director)s", { director })}</p>;
  if (state.view?.ticket.state === "on_hold") return <p>{gettext("Your call is on hold. Please wait a moment.")}</p>;
  if (state.view?.call && !state.view.call.director_connected)
    return <p>{gettext("%(director)s lost the connection and is coming back. Please stay.", { director })}</p>;
  if (controller.link.state.value !== "connected") return <p>{gettext("Connecting the call…")}</p>;
  return <p>{gettext("Waiting for the picture…")}</p>;
}

function Controls({ controller }: { controller: Controller }) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <CallControls devices={controller.devices} endLabel={gettext("Hang up")} onEnd={() => setAsking(true)} />
      {!controller.devices.open.value && !controller.devices.opening.value && <OpenDevices controller={controller} />}
      {asking && (
        <Dialog
          title={gettext("Do you want to end the call?")}
          onClose={() => setAsking(false)}
          testid="hang-up-dialog"
        >
          <p>{gettext("The staff then records the result. You keep your folio.")}</p>
          <div class="row">
            <button
              type="button"
              class="button danger solid"
              data-testid="hang-up-confirm"
              onClick={() => {
                setAsking(false);
                void controller.hangUp();
              }}
            >
              {gettext("End the call")}
            </button>
            <button type="button" class="button second" onClick={() => setAsking(false)}>
              {gettext("Go on talking")}
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}
