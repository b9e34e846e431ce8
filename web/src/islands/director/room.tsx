import { clock } from "../../format";
import { gettext, ngettext } from "../../i18n";
import type { DirectorView } from "../../protocol";
import { DeviceCheck } from "../../ui/device_check";
import { Icon } from "../../ui/icon";
import type { Controller } from "./controller";
import { canCallNext } from "./state";

interface Props {
  controller: Controller;
  view: DirectorView;
}

/** Before the day begins: devices, then the room. */
export function ClosedPanel({ controller }: { controller: Controller }) {
  const ready = controller.devices.open.value;
  return (
    <section class="panel stack" data-testid="room-closed">
      <h2>{gettext("Check your camera and microphone, then open your room")}</h2>
      <DeviceCheck
        devices={controller.devices}
        readyLabel={gettext("Open my room")}
        onReady={() => void controller.openRoom()}
      />
      {!ready && (
        <button
          type="button"
          class="bare"
          data-testid="open-room-anyway"
          disabled={controller.busy.value}
          onClick={() => void controller.openRoom()}
        >
          {gettext("Open my room without checking")}
        </button>
      )}
    </section>
  );
}

/** The room was given up while the director was away for too long. */
export function LostPanel({ controller }: { controller: Controller }) {
  return (
    <section class="panel stack" data-testid="room-lost">
      <h2>{gettext("Your room was closed because the connection was lost for too long")}</h2>
      <p>{gettext("Whoever was with you is back in the line, in front of all.")}</p>
      <button
        type="button"
        class="button big"
        data-testid="reopen"
        disabled={controller.busy.value}
        onClick={() => void controller.openRoom()}
      >
        {gettext("Open my room")}
      </button>
    </section>
  );
}

/** Nobody in the room: one big button. */
export function AvailablePanel({ controller, view }: Props) {
  const next = view.waiting[0];
  return (
    <section class="panel stack" data-testid="room-available">
      <h2>
        {next
          ? ngettext("%(n)d person is waiting", "%(n)d people are waiting", view.waiting.length)
          : gettext("Nobody is waiting")}
      </h2>
      {next ? (
        <p class="lead">{gettext("Next: %(number)s, %(topic)s", { number: next.number, topic: next.topic })}</p>
      ) : (
        <p class="soft">{gettext("When somebody takes a number you see it here at once.")}</p>
      )}
      <button
        type="button"
        class="button big"
        data-testid="call-next"
        aria-keyshortcuts="F8"
        disabled={!canCallNext(view) || controller.busy.value}
        onClick={() => void controller.callNext()}
      >
        {gettext("Call the next")} <kbd>F8</kbd>
      </button>
    </section>
  );
}

export function PausedPanel({ controller, view }: Props) {
  return (
    <section class="panel stack" data-testid="room-paused">
      <h2>{gettext("You are on a break")}</h2>
      {view.room.paused_reason && <p>{view.room.paused_reason}</p>}
      {view.room.paused_until && (
        <p class="lead">{gettext("Until %(time)s", { time: clock(view.room.paused_until) })}</p>
      )}
      <button
        type="button"
        class="button big"
        data-testid="resume"
        disabled={controller.busy.value}
        onClick={() => void controller.room("resume_room")}
      >
        <Icon name="play" />
        {gettext("Attend again")}
      </button>
    </section>
  );
}
