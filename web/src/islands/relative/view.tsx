import "../../../styles/call.css";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { listed } from "../../format";
import { gettext } from "../../i18n";
import { page } from "../../page";
import type { PresentOut, RelativeView } from "../../protocol";
import { CallControls, CameraControl, EndControl, MicrophoneControl } from "../../ui/call_controls";
import { companyLine } from "../../ui/company_words";
import { Confirm } from "../../ui/confirm";
import { Countdown } from "../../ui/countdown";
import { TroubleNote } from "../../ui/device_check";
import { DeviceChoices, FlipButton } from "../../ui/device_choices";
import { guestFrom } from "../../ui/guest_from";
import { Icon } from "../../ui/icon";
import { named } from "../../ui/knock";
import { LiveRegions } from "../../ui/live";
import { ConnectionNote, ProblemNote } from "../../ui/notes";
import { OtherTabNote } from "../../ui/other_tab";
import { SecrecyLine } from "../../ui/secrecy";
import { SelfView } from "../../ui/self_view";
import { Stage } from "../../ui/stage";
import { UnheardNote } from "../../ui/unheard";
import type { Controller } from "./controller";
import { liveCall } from "./state";

interface Props {
  controller: Controller;
  view: RelativeView;
}

/** One screen for each state: waiting to be let in, the call, and its end. */
export function RelativePage({ controller }: { controller: Controller }) {
  const refusal = controller.line.refusal.value;
  const { view } = controller.state.value;
  const screen = refusal ? "refused" : (view?.state ?? "");
  const top = useFocusOnChange(screen);
  useWholeWindow(screen === "in_call");
  return (
    <div data-testid="screen" data-screen={screen}>
      <LiveRegions />
      <div ref={top} tabIndex={-1}>
        {refusal ? (
          <Over title={refusal.message} />
        ) : view?.state === "over" ? (
          <Over title={overText(view)} />
        ) : view?.state === "in_call" ? (
          <InCall controller={controller} view={view} />
        ) : (
          view && <Waits controller={controller} view={view} />
        )}
      </div>
    </div>
  );
}

function Notes({ controller }: { controller: Controller }) {
  return (
    <>
      <ConnectionNote
        connection={controller.line.connection.value}
        kept={controller.arriving.value.sounds.size ? gettext("A call that is under way goes on.") : ""}
      />
      <OtherTabNote tab={controller.tab} />
      <ProblemNote problem={controller.state.value.problem} onClose={() => controller.dispatch({ type: "dismiss" })} />
      <TroubleNote devices={controller.devices} />
      {controller.arriving.value.without && <NoMedia />}
    </>
  );
}

/** Nothing has come for long: said as it was measured, with what helps. */
function NoMedia() {
  return (
    <div class="callout warn note" role="alert" data-testid="no-media">
      <Icon name="warn" />
      <div>
        <p class="strong">{gettext("For 15 seconds nothing has reached you: no sound and no picture.")}</p>
        <p>
          {gettext(
            "Try another network: the telephone's data in place of this Wi-Fi, or the other way round; turn off a VPN. We go on trying by ourselves.",
          )}
        </p>
      </div>
    </div>
  );
}

function Waits({ controller, view }: Props) {
  return (
    <div class="stack stack-loose measure" data-testid="waits">
      <h1>{gettext("You asked to come in: wait for the answer")}</h1>
      <p class="lead">
        {gettext("%(director)s sees that you ask to come in, as “%(name)s”, and lets you in or does not.", {
          director: named(view.director, view.department),
          name: view.name,
        })}
      </p>
      <Notes controller={controller} />
      <SelfView devices={controller.devices} class="preview" />
      <p>{gettext("You see yourself: nobody else sees or hears you until you are let in.")}</p>
      <CallControls devices={controller.devices} />
      <div class="row">
        <FlipButton devices={controller.devices} class="button second" />
        <DeviceChoices devices={controller.devices} />
      </div>
      {view.expires_at && (
        <Countdown until={view.expires_at} label={gettext("You can be let in for")} testid="waits-countdown" />
      )}
      <p>
        <button
          type="button"
          class="button second"
          data-testid="leave"
          disabled={controller.busy.value}
          onClick={() => void controller.leave()}
        >
          {gettext("I do not want to come in")}
        </button>
      </p>
    </div>
  );
}

function InCall({ controller, view }: Props) {
  const [asking, setAsking] = useState(false);
  return (
    <div class="callscreen" data-testid="callscreen" data-live={liveCall(view) !== null} data-panel="none">
      <Head view={view} />
      <div class="callnotes" data-testid="callnotes">
        <Notes controller={controller} />
        {view.paused && (
          <div class="callout warn note" role="status" data-testid="paused">
            <Icon name="pause" />
            <p>{gettext("The call stands still for a moment: nobody sees or hears anybody. Please stay.")}</p>
          </div>
        )}
        <p class="callout present strong" role="status" data-testid="present">
          {gettext("Present in this call: you (%(name)s), and %(others)s. All of them see and hear you.", {
            name: view.name,
            others: listed(view.present.map((one, nth) => named(one.name, noteOf(one, nth) || one.name))),
          })}
        </p>
        <UnheardNote devices={controller.devices} unheard={controller.unheard} />
      </div>
      <Stage
        link={controller.link}
        call={liveCall(view)}
        sounds={controller.arriving.value.sounds}
        parties={view.present.map((one, nth) => ({
          name: one.name,
          note: noteOf(one, nth),
          off: one.turned_off,
          large: one.signs,
        }))}
      />
      <div class="own" data-corner="bottom-end" data-testid="own-picture">
        <SelfView devices={controller.devices} class="mine" />
        <FlipButton devices={controller.devices} class="own-flip" />
      </div>
      <fieldset class="callbar few" aria-label={gettext("Call controls")}>
        <MicrophoneControl devices={controller.devices} />
        <CameraControl devices={controller.devices} />
        <EndControl label={gettext("Leave")} onEnd={() => setAsking(true)} />
      </fieldset>
      {asking && (
        <Confirm
          name="leave"
          danger
          title={gettext("Do you want to leave the call?")}
          confirm={gettext("Leave this call")}
          cancel={gettext("Stay in the call")}
          onConfirm={() => void controller.leave()}
          onClose={() => setAsking(false)}
        >
          <p>{gettext("The call goes on without you. To come back you need another link.")}</p>
        </Confirm>
      )}
    </div>
  );
}

/** The first is the citizen. */
function noteOf(one: PresentOut, nth: number): string {
  return nth === 0 ? "" : guestFrom(one);
}

function Head({ view }: { view: RelativeView }) {
  const host = view.present[1];
  return (
    <div class="callhead">
      <h1>{gettext("In call with %(director)s", { director: listed(view.present.map((one) => one.name)) })}</h1>
      <p>{view.department}</p>
      <SecrecyLine />
      {host && (
        <p class="soft" data-testid="company">
          {companyLine(host.company)}
        </p>
      )}
    </div>
  );
}

function Over({ title }: { title: string }) {
  return (
    <div class="stack stack-loose measure" data-testid="over">
      <h1>{title}</h1>
      <p>{gettext("Your camera and your microphone are closed. You can close this page.")}</p>
      <p>
        <a class="button second" href={page().urls.home}>
          {gettext("Go to the home page")}
        </a>
      </p>
    </div>
  );
}

function overText({ ending }: RelativeView): string {
  switch (ending) {
    case "declined":
      return gettext("You were not let into the call.");
    case "expired":
      return gettext("The time of your link is over. Ask for another one.");
    case "withdrawn":
      return gettext("The call goes on without you.");
    case "left":
      return gettext("You left the call.");
    default:
      return gettext("The call is over.");
  }
}

/** Header and footer are away while the call fills the window: `body[data-stage]` in call.css. */
function useWholeWindow(wanted: boolean): void {
  useLayoutEffect(() => {
    document.body.toggleAttribute("data-stage", wanted);
    return () => document.body.removeAttribute("data-stage");
  }, [wanted]);
}

/** When the screen changes under a person, focus goes to its top, where a screen reader begins to read. */
function useFocusOnChange(screen: string) {
  const top = useRef<HTMLDivElement>(null);
  const before = useRef("");
  useEffect(() => {
    if (before.current !== "" && before.current !== screen) {
      top.current?.focus({ preventScroll: true });
      scrollTo({ top: 0 });
    }
    before.current = screen;
  }, [screen]);
  return top;
}
