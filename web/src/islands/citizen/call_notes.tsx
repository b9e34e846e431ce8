import { listed } from "../../format";
import { gettext } from "../../i18n";
import type { CitizenView } from "../../protocol";
import { Countdown } from "../../ui/countdown";
import { TroubleNote } from "../../ui/device_check";
import { guestFrom } from "../../ui/guest_from";
import { Icon } from "../../ui/icon";
import { Agree, KnockQuestion, named } from "../../ui/knock";
import { UnheardNote } from "../../ui/unheard";
import { OpenDevices } from "./called";
import { WayOut } from "./check";
import type { Controller } from "./controller";
import { AskedNote } from "./relative";
import { HelpAsked } from "./safety";
import { guestsOf, screenOf } from "./state";

interface Props {
  controller: Controller;
  view: CitizenView;
}

/** What the person has to know or to answer now, over the picture. */
export function CallNotes({ controller, view, called }: Props & { called: boolean }) {
  const { devices } = controller;
  const closed = !devices.open.value && !devices.opening.value && view.ticket.devices !== "none";
  return (
    <>
      {!called && <Interruption view={view} />}
      {!called && guestsOf(view.call).length > 0 && <Present controller={controller} view={view} />}
      {!called && <AskedNote controller={controller} view={view} />}
      {view.knock && (
        <KnockQuestion
          knock={view.knock}
          busy={controller.busy.value}
          hint={gettext("It is as you like: if you do not agree, nobody is told so, and the call goes on as it is.")}
          onAnswer={(agree) => void controller.say("answer_knock", { knock_id: view.knock?.knock_id ?? 0, agree })}
        />
      )}
      {!called && <PictureNote controller={controller} view={view} />}
      {devices.trouble.value === "in_app" ? <WayOut controller={controller} /> : <TroubleNote devices={devices} />}
      {!called && closed && (
        <div class="callout">
          <OpenDevices controller={controller} />
        </div>
      )}
      <UnheardNote devices={devices} unheard={controller.unheard} />
      <HelpAsked controller={controller} />
    </>
  );
}

/** Who sees and hears one, while there are several; and the way to go on without who knocked. */
function Present({ controller, view }: Props) {
  const guests = guestsOf(view.call);
  const director = named(view.call?.director ?? "", view.call?.department ?? "");
  const others = listed([director, ...guests.map((one) => named(one.director, guestFrom(one)))]);
  return (
    <div class="callout present stack stack-tight" role="status" data-testid="present">
      <p class="strong">
        {gettext("Present in this call: you, and %(others)s. All of them see and hear you.", { others })}
      </p>
      {guests.map(
        ({ director, knock_id }) =>
          knock_id !== null && (
            <button
              key={knock_id}
              type="button"
              class="button second"
              data-testid="end-stay"
              disabled={controller.busy.value}
              onClick={() => void controller.say("end_stay", { knock_id })}
            >
              {gettext("Go on without %(director)s", { director })}
            </button>
          ),
      )}
    </div>
  );
}

/** A picture of what the person holds up: the question, what to do once it may be taken, and that it was kept. */
function PictureNote({ controller, view }: Props) {
  const picture = view.call?.picture;
  if (picture === "asked")
    return (
      <section class="panel invitation stack" role="alert" aria-labelledby="picture-title" data-testid="picture">
        <h2 id="picture-title">{gettext("May a picture be taken of what you show?")}</h2>
        <p>
          {gettext(
            "%(director)s asks for one picture of the document that you hold up. It goes into your case; if your matter ends today, it is deleted after 30 days.",
            { director: view.call?.director ?? "" },
          )}
        </p>
        <Agree
          name="picture"
          busy={controller.busy.value}
          onAnswer={(agree) => void controller.say("answer_picture", { agree })}
        />
      </section>
    );
  if (picture !== "allowed" && picture !== "kept") return null;
  return (
    <div class="callout note" role="status" data-testid="picture-note">
      <Icon name="camera" />
      <p>
        {picture === "kept"
          ? gettext("A picture of what you showed is kept with your matter.")
          : gettext("You agreed to one picture. Hold the document near the camera, and still.")}
      </p>
    </div>
  );
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

/** In place of the picture while there is none. */
export function Cover({ controller }: { controller: Controller }) {
  const state = controller.state.value;
  const director = state.view?.call?.director ?? "";
  if (screenOf(state) === "called") return <p>{gettext("Here you will see %(director)s", { director })}</p>;
  // What that means is said above the picture.
  if (state.view?.ticket.state === "on_hold" || state.view?.ticket.state === "reconnecting") return null;
  if (state.view?.call && !state.view.call.director_connected) return null;
  if (controller.link.state.value === "unsupported") return <p>{gettext("This browser cannot make video calls.")}</p>;
  if (controller.link.state.value !== "connected") return <p>{gettext("Connecting the call…")}</p>;
  if (state.view?.ticket.data_mode === "voice") return <VoiceOnly director={director} />;
  return <p>{gettext("Waiting for the picture…")}</p>;
}

function VoiceOnly({ director }: { director: string }) {
  return (
    <div class="calm" data-testid="voice-only">
      <Icon name="person" />
      <p class="lead strong">{director}</p>
      <p>{gettext("Voice only: you hear each other, and no picture is sent to you.")}</p>
    </div>
  );
}
