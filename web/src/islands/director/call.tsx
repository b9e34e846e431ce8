import { useState } from "preact/hooks";
import { minutesSince, now } from "../../clock";
import { minutes } from "../../format";
import { gettext } from "../../i18n";
import type { CurrentOut, DirectorView } from "../../protocol";
import { Adjustments } from "../../ui/adjustments";
import { CallControls } from "../../ui/call_controls";
import { Confirm } from "../../ui/confirm";
import { Countdown } from "../../ui/countdown";
import { TroubleNote } from "../../ui/device_check";
import { Icon } from "../../ui/icon";
import { SelfView } from "../../ui/self_view";
import { type Party, Stage } from "../../ui/stage";
import { GuestPanel, HostPanel } from "./assist";
import { BroughtCase } from "./brought_case";
import type { Controller } from "./controller";
import { MattersPanel } from "./matters";
import { OutcomePanel } from "./outcome";
import { DialButton, PhoneActions, PhoneCall, PhoneRinging } from "./phone";
import { PromisePanel } from "./promises";
import { QualityPanel } from "./quality";
import { SafetyActions } from "./safety";
import { canDial, hasStage, isByPhone, isCall, liveCall, phaseOf } from "./state";
import { StepsPanel } from "./steps";
import { TransferButton } from "./transfer";
import { WorkingNote } from "./working_note";

interface Props {
  controller: Controller;
  view: DirectorView;
}

/** The attention under way: who is called, the picture, and the result. */
export function CallPanel({ controller, view }: Props) {
  const { current } = view;
  const live = liveCall(view);
  const phase = phaseOf(view);
  return (
    <div class="stack" data-testid="attention" data-live={live !== null}>
      {current && phase === "reserved" && <Reserved controller={controller} view={view} current={current} />}
      {current && isCall(phase) && isByPhone(view) && <PhoneCall controller={controller} current={current} />}
      {current && phase === "wrap_up" && <OutcomePanel controller={controller} view={view} key={current.ticket_id} />}
      {current && phase === "in_call" && <NoMedia controller={controller} view={view} current={current} />}
      {current && isCall(phase) && <Interruption controller={controller} current={current} phase={phase} />}
      <TroubleNote devices={controller.devices} />
      {/* Outside of the call only the own picture is of use: the stage is kept small, yet ready for the first frame. */}
      <Stage
        link={controller.link}
        call={live}
        idle={!hasStage(view)}
        sounds={controller.arriving.value.sounds}
        parties={partiesOf(view, <Cover controller={controller} view={view} />)}
      >
        <SelfView devices={controller.devices} class="small" />
      </Stage>
      <QualityPanel view={view} lines={live ? controller.lines.value : []} />
      {phase === "assisting" && <CallControls devices={controller.devices} />}
      {isCall(phase) && <CallActions controller={controller} view={view} />}
    </div>
  );
}

/** The citizen, and the other director of a call of three. */
function partiesOf(view: DirectorView, cover: Party["cover"]): readonly Party[] {
  const { assist, current } = view;
  const citizen = {
    name: current?.name ?? assist?.name ?? "",
    cover,
    paused: current ? pausedWords(current) : undefined,
  };
  if (!assist?.joined) return [citizen];
  return [citizen, { name: assist.director, note: assist.department }];
}

/** Why no picture comes of somebody whose page pauses it. */
function pausedWords({ camera_paused, name }: CurrentOut): string | undefined {
  if (!camera_paused) return undefined;
  return gettext("The picture of %(name)s is paused: the connection is too narrow for voice and picture at once.", {
    name,
  });
}

/** Beside the picture, so that nothing of it lies below the fold: who the person is, and the steps handed over. */
export function PersonPanel({ controller, view }: Props) {
  const { current, assist } = view;
  const phase = phaseOf(view);
  if (phase === "assisting" && assist)
    return (
      <div class="stack">
        <GuestPanel controller={controller} assist={assist} />
        <PromisePanel controller={controller} ticket={assist.ticket_id} found={[]} key={assist.ticket_id} />
      </div>
    );
  if (!current || phase === "reserved") return null;
  return (
    <div class="stack">
      {assist?.role === "host" && <HostPanel controller={controller} assist={assist} />}
      <Citizen current={current} />
      {current.about_folio && (
        <BroughtCase controller={controller} current={current} key={`case ${current.ticket_id}`} />
      )}
      <MattersPanel controller={controller} current={current} />
      <StepsPanel controller={controller} current={current} key={current.ticket_id} />
      <PromisePanel
        controller={controller}
        ticket={current.ticket_id}
        found={current.commitments}
        key={`promises ${current.ticket_id}`}
      />
      {phase !== "wrap_up" && (
        <section class="panel stack" key={`note-${current.ticket_id}`}>
          <WorkingNote
            name="note_working"
            note={current.note}
            templates={current.note_templates}
            busy={controller.busy.value}
            save={(text, seen) => controller.saveNote(current.ticket_id, text, seen)}
          />
        </section>
      )}
    </div>
  );
}

function Reserved({ controller, view, current }: Props & { current: CurrentOut }) {
  const phone = isByPhone(view);
  return (
    <section class="panel stack" data-testid="reserved">
      <h2>{gettext("Calling %(number)s", { number: current.number })}</h2>
      <p class="lead">
        {current.topic}: {current.matter}
      </p>
      {current.interpreter && <InterpreterTag name={current.interpreter} />}
      <Writes current={current} />
      {phone && <PhoneRinging controller={controller} current={current} />}
      {current.answer_until && <Countdown until={current.answer_until} label={gettext("Time to answer")} />}
      {current.minute_taken && !phone && (
        <p class="note" role="status" data-testid="minute-asked">
          <Icon name="check" />
          <span>{gettext("This person is coming, and asked for a little more time.")}</span>
        </p>
      )}
      {!current.connected && !phone && (
        <p class="callout warn">
          {gettext("This person is not connected now. They may come back before the time is over.")}
        </p>
      )}
      <DialButton controller={controller} view={view} />
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

/** The call is held, or the citizen was cut off: until when, and what else can be done. */
function Interruption(props: { controller: Controller; current: CurrentOut; phase: string }) {
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
          title={gettext("Go on with the next person?")}
          confirm={gettext("Yes, go on")}
          cancel={gettext("Keep waiting")}
          onConfirm={() => void controller.room("let_go")}
          onClose={() => setAsking(false)}
        >
          <p>{gettext("%(name)s goes to the front of the line and is called first when they are back.", { name })}</p>
        </Confirm>
      )}
    </div>
  );
}

/** Nothing has come for long: said as it was measured, with what helps. Of who has neither camera nor microphone nothing comes. */
function NoMedia({ controller, view, current }: Props & { current: CurrentOut }) {
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

/** Microphone, camera, the end; then hold and the other departments. */
function CallActions({ controller, view }: Props) {
  const phase = phaseOf(view);
  const phone = isByPhone(view);
  return (
    <>
      {phone ? (
        <PhoneActions controller={controller} view={view} />
      ) : (
        <CallControls
          devices={controller.devices}
          end={{ label: gettext("End the call"), onEnd: () => void controller.room("end_call") }}
        />
      )}
      <div class="row">
        {!phone && <DialButton controller={controller} view={view} />}
        {phase === "in_call" && !phone && (
          <button
            type="button"
            class="button second"
            data-testid="hold"
            disabled={controller.busy.value}
            onClick={() => void controller.room("hold_call")}
          >
            <Icon name="pause" />
            {gettext("Put on hold")}
          </button>
        )}
        {phase === "on_hold" && (
          <button
            type="button"
            class="button go"
            data-testid="unhold"
            disabled={controller.busy.value}
            onClick={() => void controller.room("unhold_call")}
          >
            <Icon name="play" />
            {gettext("Go on with the call")}
          </button>
        )}
        <TransferButton controller={controller} view={view} />
      </div>
      <SafetyActions controller={controller} view={view} />
    </>
  );
}

function Cover({ controller, view }: Props) {
  const { current, assist } = view;
  const phase = phaseOf(view);
  if (isByPhone(view)) return <p>{gettext("By telephone: nobody sees or hears you here.")}</p>;
  if (phase === "on_hold") return <p>{gettext("The call is on hold.")}</p>;
  if (phase === "reconnecting") return <p>{gettext("This person lost the connection and is coming back.")}</p>;
  if (phase === "assisting" ? !assist : phase !== "in_call" || !current)
    return <p>{gettext("No call now: nobody sees or hears you.")}</p>;
  if (current && !current.connected) return <p>{gettext("This person lost the connection and is coming back.")}</p>;
  if (controller.link.state.value === "unsupported") return <p>{gettext("This browser cannot make video calls.")}</p>;
  if (controller.link.state.value !== "connected") return <p>{gettext("Connecting the call…")}</p>;
  if (current?.devices === "none") return <p>{writesText()}</p>;
  if (current?.data_mode === "voice")
    return <p>{gettext("This person takes part by voice only, to use less data.")}</p>;
  if (current?.camera_paused) return <p>{pausedWords(current)}</p>;
  if (current?.devices === "microphone") return <p>{gettext("This person takes part with the microphone only.")}</p>;
  return <p>{gettext("Waiting for the picture…")}</p>;
}

function writesText(): string {
  return gettext("This person has neither camera nor microphone: they see and hear you, and write in the chat.");
}

function Citizen({ current }: { current: CurrentOut }) {
  return (
    <section class="panel stack" aria-labelledby="citizen-title" data-testid="current">
      <h2 id="citizen-title">
        {current.name} <span class="soft nums nowrap">{current.number}</span>
      </h2>
      <p>
        <b>{current.topic}:</b> {current.matter}
      </p>
      <Writes current={current} />
      <Adjustments adjustments={current.adjustments}>
        {current.interpreter && <InterpreterTag name={current.interpreter} />}
      </Adjustments>
      {current.data_mode !== "normal" && (
        <p class="note" data-testid="data-mode" data-mode={current.data_mode}>
          <Icon name="info" />
          <span>
            {current.data_mode === "voice"
              ? gettext("By voice only, to use less data: this person does not see you.")
              : gettext("With less data: the pictures are smaller.")}
          </span>
        </p>
      )}
      <Notes current={current} />
      <dl class="facts">
        <div>
          <dt>{gettext("Folio")}</dt>
          <dd class="nums nowrap">{current.folio}</dd>
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

/** Said from the call on: nobody waits for a picture or a voice that does not come. */
function Writes({ current }: { current: CurrentOut }) {
  if (current.devices !== "none" || current.medium === "phone") return null;
  return (
    <p class="note" data-testid="writes">
      <Icon name="info" />
      <span>{writesText()}</span>
    </p>
  );
}

function InterpreterTag({ name }: { name: string }) {
  return (
    <span class="tag plain need" data-testid="interpreter">
      {gettext("With interpreter: %(name)s", { name })}
    </span>
  );
}

/** What earlier directors of the same visit left for this one. */
function Notes({ current }: { current: CurrentOut }) {
  if (!current.notes.length) return null;
  return (
    <div class="callout stack stack-tight" data-testid="leg-notes">
      <h3>{gettext("Notes from before")}</h3>
      {current.notes.map((one) => (
        <p class="keep-lines" key={one.department + one.note}>
          <b>{one.department}:</b> {one.note}
        </p>
      ))}
    </div>
  );
}
