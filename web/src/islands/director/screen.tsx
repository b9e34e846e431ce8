import { canShareScreen } from "../../devices_screen";
import { gettext } from "../../i18n";
import type { DirectorView } from "../../protocol";
import { Icon } from "../../ui/icon";
import type { Controller } from "./controller";
import { isByPhone, liveCall } from "./state";

interface Props {
  controller: Controller;
  view: DirectorView;
}

/** Whether a screen can be shown now: in a call by video, and while nobody else of it shows theirs. */
export function mayShare({ controller, view }: Props): boolean {
  const call = liveCall(view);
  const possible = canShareScreen() && call !== null && !isByPhone(view) && !("screen0" in call.slots);
  return possible && controller.sharing.track.value === null;
}

/** Begins it; who takes part by voice alone would not see it. */
export function ShareButton({ controller, view }: Props) {
  if (!mayShare({ controller, view })) return null;
  const seesNothing = view.current?.data_mode === "voice" && !view.assist?.joined;
  if (seesNothing) return <p class="soft small">{gettext("By voice only, this person would not see your screen.")}</p>;
  return (
    <button
      type="button"
      class="button second"
      data-testid="share-screen"
      onClick={(event) => {
        event.currentTarget.closest("details")?.removeAttribute("open");
        void controller.sharing.start();
      }}
    >
      <Icon name="screen" />
      {gettext("Share my screen…")}
    </button>
  );
}

/** While a screen is shown: that it is, and how it ends; or that it could not be. */
export function SharingNote({ controller }: { controller: Controller }) {
  const { sharing } = controller;
  if (sharing.failed.value)
    return (
      <p class="callout warn note" role="alert" data-testid="sharing-failed">
        <Icon name="warn" />
        <span>{gettext("This computer does not let the browser show the screen.")}</span>
      </p>
    );
  if (!sharing.track.value) return null;
  return (
    <div class="callout note" data-testid="sharing">
      <Icon name="screen" />
      <div class="row">
        <p class="strong" role="status">
          {gettext("You are sharing your screen.")}
        </p>
        <button type="button" class="button second" data-testid="stop-sharing" onClick={() => sharing.stop()}>
          {gettext("Stop sharing")}
        </button>
      </div>
    </div>
  );
}
