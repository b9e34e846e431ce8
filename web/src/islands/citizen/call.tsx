import { useState } from "preact/hooks";
import { gettext } from "../../i18n";
import type { CitizenView } from "../../protocol";
import { CallControls } from "../../ui/call_controls";
import { Promised } from "../../ui/commitments";
import { Confirm } from "../../ui/confirm";
import { Countdown } from "../../ui/countdown";
import { TroubleNote } from "../../ui/device_check";
import { Icon } from "../../ui/icon";
import { KnockQuestion, named } from "../../ui/knock";
import { SelfView } from "../../ui/self_view";
import { Stage } from "../../ui/stage";
import { StepsList } from "../../ui/steps";
import { AcceptPanel, CalledHead, CompanyLine, OpenDevices } from "./called";
import { CitizenChat, Elsewhere } from "./chat";
import { WayOut } from "./check";
import type { Controller } from "./controller";
import { DataPanel } from "./cost";
import { MattersCard } from "./matters";
import { liveCall, screenOf } from "./state";

/** From being called to the end of the call: one stage, so that the picture is ready when it comes. */
export function CallScreen({ controller }: { controller: Controller }) {
  const state = controller.state.value;
  const view = state.view;
  if (!view) return null;
  const called = screenOf(state) === "called";
  const live = liveCall(state);
  const chat = <CitizenChat controller={controller} channel="call" />;
  // Who has nothing but the keyboard finds it first.
  const writes = view.ticket.devices === "none";
  return (
    <div class={called ? "callscreen called" : "callscreen"} data-testid="callscreen" data-live={live !== null}>
      {called ? <CalledHead controller={controller} /> : <h1 class="callhead">{headText(view)}</h1>}
      {!called && view.call && <CompanyLine call={view.call} />}
      {!called && <Interruption view={view} />}
      {!called && view.call?.second && <Present controller={controller} view={view} />}
      {view.knock && (
        <KnockQuestion
          knock={view.knock}
          busy={controller.busy.value}
          hint={gettext("It is as you like: if you do not agree, nobody is told so, and the call goes on as it is.")}
          onAnswer={(agree) => void controller.answerKnock(view.knock?.knock_id ?? 0, agree)}
        />
      )}
      {controller.devices.trouble.value === "in_app" ? (
        <WayOut controller={controller} />
      ) : (
        <TroubleNote devices={controller.devices} />
      )}
      {called && <AcceptPanel controller={controller} />}
      <Stage
        link={controller.link}
        call={live}
        sounds={controller.arriving.value.sounds}
        parties={[
          { name: view.call?.director ?? "", cover: <Cover controller={controller} /> },
          ...(view.call?.second ? [{ name: view.call.second.director, note: view.call.second.department }] : []),
        ]}
      >
        <SelfView devices={controller.devices} class={called ? "large" : "small"} />
      </Stage>
      {writes && chat}
      {!called && <Controls controller={controller} />}
      {!called && <DataPanel controller={controller} />}
      {!writes && chat}
      {view.next_steps.length > 0 && (
        <section class="stack" aria-labelledby="steps-title" aria-live="polite">
          <h2 id="steps-title">{gettext("Your next steps")}</h2>
          <StepsList steps={view.next_steps} />
        </section>
      )}
      <Promised found={view.commitments} />
      {!called && <MattersCard controller={controller} />}
      {!called && <Elsewhere controller={controller} />}
    </div>
  );
}

/** Who sees and hears one, while there are two; and the way to go on without who knocked. */
function Present({ controller, view }: { controller: Controller; view: CitizenView }) {
  const second = view.call?.second;
  if (!second) return null;
  const knock = second.knock_id;
  const first = named(view.call?.director ?? "", view.call?.department ?? "");
  const other = named(second.director, second.department);
  return (
    <div class="callout present stack stack-tight" role="status" data-testid="present">
      <p class="strong">
        {gettext("Present in this call: you, %(first)s, and %(other)s. Both see and hear you.", { first, other })}
      </p>
      {knock !== null && (
        <button
          type="button"
          class="button second"
          data-testid="end-stay"
          disabled={controller.busy.value}
          onClick={() => void controller.endStay(knock)}
        >
          {gettext("Go on without %(director)s", { director: second.director })}
        </button>
      )}
    </div>
  );
}

function headText(view: CitizenView): string {
  const director = view.call?.director ?? "";
  const second = view.call?.second;
  if (!second) return gettext("In call with %(director)s", { director });
  return gettext("In call with %(director)s and %(second)s", { director, second: second.director });
}

/** The call is held, or cut off: what that means, and that nobody is lost. */
function Interruption({ view }: { view: CitizenView }) {
  const director = view.call?.director ?? "";
  if (view.ticket.state === "on_hold")
    return (
      <div class="callout warn note" data-testid="on-hold">
        <Icon name="pause" />
        <div>
          <p class="strong">{gettext("Your call is on hold")}</p>
          <p>
            {gettext("%(director)s does not see or hear you now, and comes back to you. Please stay.", { director })}
          </p>
        </div>
      </div>
    );
  if (view.ticket.state === "reconnecting")
    return (
      <div class="callout warn stack" data-testid="reconnecting">
        <p class="strong">{gettext("The call was cut off. We are connecting you again.")}</p>
        <p>{gettext("If it takes longer, you go to the front of the line: nothing is lost.")}</p>
        {view.held_until && (
          <Countdown until={view.held_until} label={gettext("Your call is held open")} testid="held-countdown" />
        )}
      </div>
    );
  if (view.call && !view.call.director_connected)
    return (
      <div class="callout warn note" data-testid="director-away">
        <Icon name="offline" />
        <div>
          <p class="strong">
            {gettext("%(director)s lost the connection and is coming back. Please stay.", { director })}
          </p>
          <p>{gettext("If it takes longer, you go to the front of the line: nothing is lost.")}</p>
        </div>
      </div>
    );
  return null;
}

function Cover({ controller }: { controller: Controller }) {
  const state = controller.state.value;
  const director = state.view?.call?.director ?? "";
  if (screenOf(state) === "called") return <p>{gettext("Here you will see %(director)s", { director })}</p>;
  if (state.view?.ticket.state === "on_hold") return <p>{gettext("Your call is on hold. Please wait a moment.")}</p>;
  if (state.view?.ticket.state === "reconnecting") return <p>{gettext("Connecting the call…")}</p>;
  if (state.view?.call && !state.view.call.director_connected)
    return <p>{gettext("%(director)s lost the connection and is coming back. Please stay.", { director })}</p>;
  if (controller.link.state.value === "unsupported") return <p>{gettext("This browser cannot make video calls.")}</p>;
  if (controller.link.state.value !== "connected") return <p>{gettext("Connecting the call…")}</p>;
  if (state.view?.ticket.data_mode === "voice")
    return <p data-testid="voice-only">{gettext("Voice only: you hear each other, and no picture is sent to you.")}</p>;
  return <p>{gettext("Waiting for the picture…")}</p>;
}

function Controls({ controller }: { controller: Controller }) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <CallControls
        devices={controller.devices}
        end={{ label: gettext("Hang up"), onEnd: () => setAsking(true) }}
        onCamera={
          controller.state.value.view?.ticket.data_mode === "voice"
            ? () => void controller.setDataMode("normal")
            : undefined
        }
      />
      {!controller.devices.open.value && !controller.devices.opening.value && <OpenDevices controller={controller} />}
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
