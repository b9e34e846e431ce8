import { clock } from "../../format";
import { gettext, ngettext } from "../../i18n";
import type { DirectorView } from "../../protocol";
import { DeviceCheck } from "../../ui/device_check";
import { Icon } from "../../ui/icon";
import { CompanyFields, useCompany } from "./company";
import type { Controller } from "./controller";
import { canCallNext } from "./state";

interface Props {
  controller: Controller;
  view: DirectorView;
}

/** Before the day begins: devices, then the room. */
export function ClosedPanel({ controller, view }: Props) {
  if (view.part !== "director") return <OffDuty view={view} />;
  return <OpenPanel controller={controller} view={view} />;
}

/** Who stands in or is marked away opens no room; the page changes by itself when a moderator seats them. */
function OffDuty({ view }: { view: DirectorView }) {
  const standsIn = view.part === "substitute";
  return (
    <section class="console-open stack" data-testid="off-duty" data-part={view.part}>
      <h2>{standsIn ? gettext("You stand in today") : gettext("You are marked as away today")}</h2>
      <p>
        {standsIn
          ? gettext(
              "Stay on this page. When a moderator seats you, it says so with a sound and you can open your room.",
            )
          : gettext("If you can attend again, ask a moderator to put you back: this page changes at once.")}
      </p>
    </section>
  );
}

function OpenPanel({ controller, view }: Props) {
  const ready = controller.devices.open.value;
  const form = useCompany(view.room.company);
  const open = () => {
    const company = form.take();
    if (company) void controller.openRoom(company);
  };
  return (
    <section class="console-open stack" data-testid="room-closed">
      <h2>{gettext("Check your camera and microphone, then open your room")}</h2>
      <div class="console-open-parts">
        <div class="stack">
          <CompanyFields form={form} choices={view.company_choices} />
        </div>
        <div class="stack">
          <DeviceCheck devices={controller.devices} readyLabel={gettext("Open my room")} onReady={open} />
          {!ready && (
            <button
              type="button"
              class="bare"
              data-testid="open-room-anyway"
              disabled={controller.busy.value}
              onClick={open}
            >
              {gettext("Open my room without checking")}
            </button>
          )}
        </div>
      </div>
    </section>
  );
}

/** The room was given up while the director was away for too long. */
export function LostPanel({ controller }: { controller: Controller }) {
  return (
    <section class="console-strip stack stack-tight" data-testid="room-lost">
      <h2>{gettext("Your room was closed because the connection was lost for too long")}</h2>
      <p>
        {gettext(
          "Whoever you had called, or talked with on the screen, is back in the line. A result that is still to record is under “Results to complete”.",
        )}
      </p>
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
  const next = view.waiting.find((person) => person.ticket_id === view.next_ticket);
  const waiting = view.waiting_total;
  return (
    <section class="console-strip console-next" data-testid="room-available">
      <div>
        <h2>
          {waiting > 0
            ? ngettext("%(n)d person is waiting", "%(n)d people are waiting", waiting)
            : gettext("Nobody is waiting")}
        </h2>
        {next ? (
          <p class="lead" data-testid="next">
            {gettext("Next: %(number)s, %(topic)s", { number: next.number, topic: next.topic })}
          </p>
        ) : waiting > 0 ? (
          <p class="soft" data-testid="next">
            {gettext("Nobody of those who wait can be called to this room now: they need somebody who is busy.")}
          </p>
        ) : (
          <p class="soft">{gettext("When somebody takes a number you see it here at once.")}</p>
        )}
      </div>
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
    <section class="console-strip stack stack-tight" data-testid="room-paused">
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
