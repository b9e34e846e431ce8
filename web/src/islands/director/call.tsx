import { minutesSince, now } from "../../clock";
import { minutes } from "../../format";
import { gettext } from "../../i18n";
import type { CurrentOut, DirectorView } from "../../protocol";
import { CallControls } from "../../ui/call_controls";
import { Countdown } from "../../ui/countdown";
import { TroubleNote } from "../../ui/device_check";
import { RemoteView } from "../../ui/remote_view";
import { SelfView } from "../../ui/self_view";
import type { Controller } from "./controller";
import { OutcomeForm } from "./outcome";
import { liveCall, phaseOf } from "./state";
import { StepsPanel } from "./steps";

interface Props {
  controller: Controller;
  view: DirectorView;
}

/** The attention under way: who is called, the picture, and the result. */
export function CallPanel({ controller, view }: Props) {
  const { current } = view;
  const call = liveCall(view);
  const phase = phaseOf(view);
  return (
    <div class="stack" data-testid="attention">
      {current && phase === "reserved" && <Reserved controller={controller} current={current} />}
      {current && phase === "wrap_up" && <OutcomeForm controller={controller} view={view} key={current.ticket_id} />}
      <TroubleNote devices={controller.devices} />
      {/* Outside of the call only the own picture is of use: the stage is kept small, yet ready for the first frame. */}
      <div class={phase === "in_call" ? "stage" : "stage idle"}>
        <RemoteView
          link={controller.link}
          slots={call?.slots ?? {}}
          epoch={call?.epoch ?? null}
          who={current?.name ?? ""}
          cover={<Cover controller={controller} view={view} />}
        />
        <SelfView devices={controller.devices} class="small" />
      </div>
      {phase === "in_call" && (
        <CallControls
          devices={controller.devices}
          endLabel={gettext("End the call")}
          onEnd={() => void controller.room("end_call")}
        />
      )}
    </div>
  );
}

/** Beside the picture, so that nothing of it lies below the fold: who the person is, and the steps handed over. */
export function PersonPanel({ controller, view }: Props) {
  const { current } = view;
  if (!current || phaseOf(view) === "reserved") return null;
  return (
    <div class="stack">
      <Citizen current={current} />
      <StepsPanel controller={controller} current={current} key={current.ticket_id} />
    </div>
  );
}

function Reserved({ controller, current }: { controller: Controller; current: CurrentOut }) {
  return (
    <section class="panel stack" data-testid="reserved">
      <h2>{gettext("Calling %(number)s", { number: current.number })}</h2>
      <p class="lead">
        {current.topic}: {current.matter}
      </p>
      {current.answer_until && <Countdown until={current.answer_until} />}
      {!current.connected && (
        <p class="callout warn">
          {gettext("This person is not connected now. They may come back before the time is over.")}
        </p>
      )}
      <button
        type="button"
        class="button second"
        data-testid="withdraw"
        disabled={controller.busy.value}
        onClick={() => void controller.room("withdraw_call")}
      >
        {gettext("Withdraw the call")}
      </button>
    </section>
  );
}

function Cover({ controller, view }: Props) {
  const { current } = view;
  if (view.room.state === "on_hold") return <p>{gettext("The call is on hold.")}</p>;
  if (view.room.state !== "in_call" || !current) return <p>{gettext("No call now: nobody sees or hears you.")}</p>;
  if (!current.connected) return <p>{gettext("This person lost the connection and is coming back.")}</p>;
  if (controller.link.state.value !== "connected") return <p>{gettext("Connecting the call…")}</p>;
  if (current.devices === "microphone") return <p>{gettext("This person takes part with the microphone only.")}</p>;
  return <p>{gettext("Waiting for the picture…")}</p>;
}

function Citizen({ current }: { current: CurrentOut }) {
  return (
    <section class="panel stack" aria-labelledby="citizen-title" data-testid="current">
      <h2 id="citizen-title">
        {current.name} <span class="soft nums">{current.number}</span>
      </h2>
      <p>
        <b>{current.topic}:</b> {current.matter}
      </p>
      {current.adjustments.length > 0 && (
        <p class="row tags">
          {current.adjustments.map((adjustment) => (
            <span class="tag plain need" key={adjustment}>
              {adjustment}
            </span>
          ))}
        </p>
      )}
      <dl class="facts">
        <div>
          <dt>{gettext("Folio")}</dt>
          <dd class="nums">{current.folio}</dd>
        </div>
        <div>
          <dt>{gettext("Contact")}</dt>
          <dd>{current.contact || gettext("Not given")}</dd>
        </div>
        <div>
          <dt>{gettext("Time so far")}</dt>
          <dd class="nums">{minutes(minutesSince(current.since, now.value))}</dd>
        </div>
      </dl>
    </section>
  );
}
