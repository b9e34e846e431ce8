import { useState } from "preact/hooks";
import { minutesSince, now } from "../../clock";
import { clock, minutes } from "../../format";
import { gettext, ngettext } from "../../i18n";
import { page } from "../../page";
import type { CitizenView, LineOut } from "../../protocol";
import { DeviceCheck } from "../../ui/device_check";
import { Dialog } from "../../ui/dialog";
import { Icon } from "../../ui/icon";
import type { Controller } from "./controller";
import { FolioCard, HistoryList } from "./folio";

/** The waiting room. */
export function LineScreen({ controller }: { controller: Controller }) {
  const state = controller.state.value;
  const view = state.view;
  if (!view) return null;
  return (
    <>
      {state.moved && <MovedNote controller={controller} />}
      <div class="live-grid">
        <div class="stack stack-loose">
          <PlaceCard view={view} />
          <Devices controller={controller} view={view} />
          <WhatNext />
        </div>
        <aside class="stack stack-loose">
          <FolioCard view={view} />
          <HistoryList history={view.history} />
          <LeaveButton controller={controller} />
        </aside>
      </div>
    </>
  );
}

function MovedNote({ controller }: { controller: Controller }) {
  const moved = controller.state.value.moved;
  if (!moved) return null;
  return (
    <div class="callout note" role="alert" data-testid="moved">
      <Icon name="move" />
      <div class="grow stack stack-tight">
        <p class="strong">{gettext("You are now in the line of %(to)s", { to: moved.to })}</p>
        <p>{moved.why}</p>
        <button
          type="button"
          class="bare"
          onClick={() => controller.dispatch({ type: "dismiss", what: "moved" })}
          data-testid="moved-ok"
        >
          {gettext("Understood")}
        </button>
      </div>
    </div>
  );
}

function PlaceCard({ view }: { view: CitizenView }) {
  const { line, ticket } = view;
  return (
    <section class="panel stack" aria-labelledby="place-title">
      <p class="soft">
        {ticket.department} · {ticket.topic}
      </p>
      <h1 id="place-title" class="place" data-testid="place" data-place={line?.place}>
        {line ? gettext("Your place: %(place)d", { place: line.place }) : gettext("You are in the line")}
      </h1>
      {/* A region of its own: screen readers hear the place alone, not the whole picture. */}
      <p role="status" class="lead">
        {line && aheadText(line)}
      </p>
      {line && <Seats line={line} />}
      <QueueNote view={view} />
      <p class="soft small nums">
        {gettext("You arrived at %(time)s, %(ago)s ago.", {
          time: clock(ticket.joined_at),
          ago: minutes(minutesSince(ticket.joined_at, now.value)),
        })}
      </p>
    </section>
  );
}

function aheadText(line: LineOut): string {
  if (line.ahead === 0) return gettext("You are next. Please stay close.");
  return ngettext("%(n)d person is ahead of you.", "%(n)d people are ahead of you.", line.ahead);
}

/** The line as a picture: one seat each, by public number, the own one marked in words too. */
function Seats({ line }: { line: LineOut }) {
  const gap = line.place > line.seats.length;
  return (
    <ol class="seats" aria-label={gettext("The line, the next one first")} data-testid="seats">
      {line.seats.map((seat) => (
        <>
          {seat.mine && gap && (
            <li class="seats-gap" key="gap">
              <span aria-hidden="true">···</span>
              <span class="visually-hidden">{gettext("and others")}</span>
            </li>
          )}
          <li
            key={seat.number}
            class={seat.mine ? "seat mine" : "seat"}
            aria-current={seat.mine ? "true" : undefined}
            data-testid={seat.mine ? "my-seat" : undefined}
          >
            <Icon name="person" />
            <span class="nums">{seat.number}</span>
            {seat.mine && <b>{gettext("You")}</b>}
          </li>
        </>
      ))}
    </ol>
  );
}

function QueueNote({ view }: { view: CitizenView }) {
  const line = view.line;
  if (view.session.state === "lobby")
    return (
      <p class="callout" data-testid="queue-state">
        {gettext("The session begins at %(time)s. Your place is already kept.", { time: clock(view.session.opens_at) })}
      </p>
    );
  if (view.queue_state === "paused" || (line && line.rooms_open === 0))
    return (
      <p class="callout warn" data-testid="queue-state">
        {gettext("Nobody is attending in this department at this moment. The line goes on by itself when they return.")}
      </p>
    );
  if (!line) return null;
  return (
    <p class="row" data-testid="queue-state">
      <span class="tag good">{ngettext("%(n)d person attending", "%(n)d people attending", line.rooms_open)}</span>
      <span class="tag plain">{ngettext("%(n)d in a call now", "%(n)d in a call now", line.rooms_busy)}</span>
    </p>
  );
}

function Devices({ controller, view }: { controller: Controller; view: CitizenView }) {
  const [again, setAgain] = useState(false);
  const chosen = view.ticket.devices;
  if (!again && (chosen !== "unknown" || controller.checkLater.value))
    return <DevicesChosen chosen={chosen} onAgain={() => setAgain(true)} />;
  return (
    <section class="panel stack" aria-labelledby="devices-title">
      <h2 id="devices-title">{gettext("Try your camera and microphone while you wait")}</h2>
      <p>{gettext("Only you see this test. Afterwards everything is closed again until your call.")}</p>
      <DeviceCheck
        devices={controller.devices}
        readyLabel={gettext("It works, I am ready")}
        onReady={(choice) => {
          setAgain(false);
          void controller.devicesReady(choice);
        }}
        onLater={() => {
          setAgain(false);
          controller.devices.stop();
          controller.checkLater.value = true;
        }}
      />
    </section>
  );
}

function DevicesChosen({ chosen, onAgain }: { chosen: CitizenView["ticket"]["devices"]; onAgain: () => void }) {
  const text = {
    camera_and_microphone: gettext("Camera and microphone are ready. They stay closed until your call."),
    microphone: gettext("Your microphone is ready. You take part without a camera."),
    none: gettext("You take part without camera and microphone."),
    unknown: gettext("You have not tried your camera yet."),
  }[chosen];
  return (
    <section class="panel row spread" aria-label={gettext("Camera and microphone")} data-testid="devices-chosen">
      <p class="note">
        <Icon name={chosen === "unknown" ? "info" : "check"} />
        <span>{text}</span>
      </p>
      <button type="button" class="bare" onClick={onAgain} data-testid="devices-again">
        {chosen === "unknown" ? gettext("Try now") : gettext("Change or try again")}
      </button>
    </section>
  );
}

function WhatNext() {
  return (
    <section class="stack" aria-labelledby="next-title">
      <h2 id="next-title">{gettext("What happens next")}</h2>
      <ul class="ticks">
        <li>{gettext("Keep this page open. When it is your turn you hear a sound and the screen changes.")}</li>
        <li>
          {gettext("You then have %(n)d seconds to press one button and enter the call.", { n: page().answer_seconds })}
        </li>
        <li>{gettext("If your connection drops or you close the page, open it again: your place is the same.")}</li>
      </ul>
    </section>
  );
}

export function LeaveButton({ controller }: { controller: Controller }) {
  const [asking, setAsking] = useState(false);
  return (
    <div>
      <button type="button" class="bare" onClick={() => setAsking(true)} data-testid="leave">
        {gettext("Leave the line")}
      </button>
      {asking && (
        <Dialog
          title={gettext("Do you want to give up your place?")}
          onClose={() => setAsking(false)}
          testid="leave-dialog"
        >
          <p>{gettext("If you leave, your place is given up. You can take a new number at the end of the line.")}</p>
          <div class="row">
            <button
              type="button"
              class="button danger solid"
              data-testid="leave-confirm"
              onClick={() => {
                setAsking(false);
                void controller.leave();
              }}
            >
              {gettext("Yes, leave the line")}
            </button>
            <button type="button" class="button second" onClick={() => setAsking(false)}>
              {gettext("Stay in my place")}
            </button>
          </div>
        </Dialog>
      )}
    </div>
  );
}
