import { useState } from "preact/hooks";
import { gettext } from "../../i18n";
import type { CurrentOut, DirectorView } from "../../protocol";
import { Confirm } from "../../ui/confirm";
import { Countdown } from "../../ui/countdown";
import { Icon } from "../../ui/icon";
import type { Controller } from "./controller";
import { canDial, isByPhone, type Phase } from "./state";

/** The call is held, or the citizen was cut off: until when, and what else can be done. */
export function Interruption(props: { controller: Controller; current: CurrentOut; phase: Phase }) {
  const { controller, current, phase } = props;
  const [asking, setAsking] = useState(false);
  const { name } = current;
  if (phase === "on_hold")
    return (
      <p class="callout warn note" data-testid="on-hold">
        <Icon name="pause" />
        <span>
          <b>{gettext("The call is on hold.")}</b> {gettext("%(name)s does not see or hear you.", { name })}
        </span>
      </p>
    );
  // Until it counts as cut off, the last picture stays: without a word one would go on talking to it.
  if (phase === "in_call" && !current.connected && current.medium !== "phone")
    return (
      <p class="callout warn note" data-testid="citizen-away">
        <Icon name="offline" />
        <span>{gettext("This person lost the connection and is coming back.")}</span>
      </p>
    );
  if (phase !== "reconnecting") return null;
  return (
    <div class="callout warn stack" data-testid="reconnecting">
      <p class="strong">{gettext("The connection of %(name)s dropped. The call is held open.", { name })}</p>
      {current.held_until && (
        <Countdown until={current.held_until} label={gettext("Held open")} testid="held-countdown" />
      )}
      <button type="button" class="button second" data-testid="let-go" onClick={() => setAsking(true)}>
        {gettext("Do not wait any longer…")}
      </button>
      {asking && (
        <Confirm
          name="let-go"
          title={gettext("Stop waiting for %(name)s?", { name })}
          confirm={gettext("Yes, go on")}
          cancel={gettext("Keep waiting")}
          busy={controller.busy.value}
          onConfirm={() => void controller.room("let_go")}
          onClose={() => setAsking(false)}
        >
          <p>
            {gettext(
              "%(name)s goes to the front of the line: the next call may be for them again, also before they are back. Without an answer you can call the next person.",
              { name },
            )}
          </p>
        </Confirm>
      )}
    </div>
  );
}

/** Nothing has come for long: said as it was measured, with what helps. Of who has neither camera nor microphone nothing comes. */
export function NoMedia(props: { controller: Controller; view: DirectorView; current: CurrentOut }) {
  const { controller, view, current } = props;
  if (!controller.arriving.value.without || isByPhone(view) || current.devices === "none" || !current.connected)
    return null;
  const own = controller.link.state.value !== "connected";
  return (
    <div class="callout warn note" role="alert" data-testid="no-media">
      <Icon name="warn" />
      <div>
        <p class="strong">
          {own
            ? gettext("For 15 seconds nothing has reached you: your own connection for sound and picture is not there.")
            : gettext("For 15 seconds no sound and no picture of %(name)s has reached you.", { name: current.name })}
        </p>
        <p>
          {canDial(view)
            ? gettext("Write it in the chat, or use your button “Go on by telephone”.")
            : gettext("Write it in the chat: it helps to load the page again, or another network.")}
        </p>
      </div>
    </div>
  );
}
