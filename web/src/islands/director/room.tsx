import { useState } from "preact/hooks";
import { clock } from "../../format";
import { gettext, ngettext } from "../../i18n";
import type { DirectorView } from "../../protocol";
import { DeviceCheck } from "../../ui/device_check";
import { Dialog } from "../../ui/dialog";
import { Icon } from "../../ui/icon";
import { roomWords } from "../../ui/room_words";
import type { Controller } from "./controller";
import { canCallNext } from "./state";

interface Props {
  controller: Controller;
  view: DirectorView;
}

/** The room's state in words, break and close. */
export function RoomBar({ controller, view }: Props) {
  const [pausing, setPausing] = useState(false);
  const { state } = view.room;
  const [text, tone] = roomWords(state, "own");
  return (
    <>
      <span class={`tag ${tone}`} data-testid="room-state" data-state={state}>
        {text}
      </span>
      {state === "available" && (
        <button type="button" class="button second" data-testid="pause" onClick={() => setPausing(true)}>
          <Icon name="pause" />
          {gettext("Break…")}
        </button>
      )}
      {(state === "available" || state === "paused" || state === "disconnected") && (
        <button
          type="button"
          class="button second"
          data-testid="close-room"
          disabled={controller.busy.value}
          onClick={() => void controller.room("close_room")}
        >
          {gettext("Close the room")}
        </button>
      )}
      {pausing && <PauseDialog controller={controller} onClose={() => setPausing(false)} />}
    </>
  );
}

function PauseDialog({ controller, onClose }: { controller: Controller; onClose: () => void }) {
  return (
    <Dialog title={gettext("How long is your break?")} onClose={onClose} testid="pause-dialog">
      <p>{gettext("Those who wait are told that nobody is attending at this moment.")}</p>
      <div class="row">
        {[5, 10, 15, 30].map((n) => (
          <button
            key={n}
            type="button"
            class="button second"
            data-testid={`pause-${n}`}
            onClick={() => {
              onClose();
              void controller.pause(n);
            }}
          >
            {ngettext("%(n)d minute", "%(n)d minutes", n)}
          </button>
        ))}
      </div>
      <button type="button" class="bare" onClick={onClose}>
        {gettext("No break")}
      </button>
    </Dialog>
  );
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
