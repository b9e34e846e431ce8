import { gettext } from "../../i18n";
import { Icon } from "../../ui/icon";
import type { Controller } from "./controller";
import { PhoneButton } from "./phone";
import type { MediaTrouble } from "./state";

interface Props {
  controller: Controller;
}

/** No sound or picture can come: that, what to do, and the telephone. */
export function NoMedia({ controller, trouble }: Props & { trouble: MediaTrouble }) {
  const inCall = controller.state.value.view?.ticket.state === "in_call";
  return (
    <section class="callout warn stack stack-tight" role="alert" data-testid="no-media" data-trouble={trouble}>
      <p class="strong note">
        <Icon name="warn" />
        <span>{whatHappened(trouble)}</span>
      </p>
      <p>{whatToDo(trouble)}</p>
      {inCall ? (
        <p>{gettext("Please stay. The director can call your telephone instead: ask for it in the chat.")}</p>
      ) : (
        <>
          <p>{gettext("Or let us call your telephone: your place is the same.")}</p>
          <p>
            <PhoneButton controller={controller} />
          </p>
        </>
      )}
    </section>
  );
}

function whatHappened(trouble: MediaTrouble): string {
  if (trouble === "unsupported") return gettext("This browser cannot make video calls.");
  if (trouble === "full") return gettext("All connections for video and sound are taken at this moment.");
  if (trouble === "blocked") return gettext("Sound and picture do not get through on this network.");
  return gettext("For 15 seconds nothing has reached you: no sound and no picture.");
}

function whatToDo(trouble: MediaTrouble): string {
  if (trouble === "unsupported") return gettext("Open this page in a current Chrome, Safari, Firefox or Edge.");
  if (trouble === "full")
    return gettext("Stay on the page: your place is kept, it goes on trying, and whoever is called comes first.");
  return gettext(
    "Try another network: the telephone's data in place of this Wi-Fi, or the other way round; turn off a VPN. We go on trying by ourselves.",
  );
}

/** The picture gives way to the voice: why, and how it goes on. */
export function CameraPaused({ controller }: Props) {
  const kept = controller.pause.value === "kept";
  return (
    <section class="callout warn stack stack-tight" role="status" data-testid="camera-paused">
      <p class="strong note">
        <Icon name="camera_off" />
        <span>{gettext("Your picture is paused, so that your voice comes through.")}</span>
      </p>
      <p>
        {gettext("Your connection is too narrow for both at the moment. The director reads why you are not seen.")}{" "}
        {kept
          ? gettext("The picture stays paused until you want it again.")
          : gettext("We try the picture again by ourselves in a while.")}
      </p>
      <p class="row">
        {!kept && (
          <button
            type="button"
            class="button second"
            data-testid="pause-keep"
            onClick={() => {
              controller.pause.value = "kept";
            }}
          >
            {gettext("Leave it paused")}
          </button>
        )}
        <button
          type="button"
          class="button second"
          data-testid="pause-end"
          onClick={() => {
            controller.pause.value = "sent";
          }}
        >
          <Icon name="camera" />
          {gettext("Try the picture now")}
        </button>
      </p>
    </section>
  );
}
