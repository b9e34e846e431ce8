import { minutesSince, now } from "../../clock";
import { minutes } from "../../format";
import { gettext } from "../../i18n";
import type { CurrentOut } from "../../protocol";
import { Adjustments } from "../../ui/adjustments";
import { Icon } from "../../ui/icon";
import { Written } from "../../ui/written";
import type { Controller } from "./controller";
import { MattersPanel } from "./matters";
import { PersonSection } from "./person_section";

interface Props {
  controller: Controller;
  current: CurrentOut;
}

/** Who is attended: all that is to be known at a glance. */
export function PersonCard({ controller, current }: Props) {
  const since = controller.attending.callSince(current);
  const noContact = current.damaged?.includes("contact");
  return (
    <PersonSection current={current} testid="current">
      <Minor current={current} />
      <Writes current={current} />
      <Adjustments adjustments={current.adjustments} damaged={current.damaged?.includes("adjustments")}>
        {current.interpreter && <InterpreterTag name={current.interpreter} />}
      </Adjustments>
      <DataMode current={current} />
      <MattersPanel controller={controller} current={current} />
      <dl class="person-facts small">
        <div>
          <dt>{gettext("Folio")}</dt>
          <dd class="nums nowrap">{current.folio}</dd>
        </div>
        <div>
          <dt>{gettext("Contact")}</dt>
          <dd>
            <Written text={current.contact || (noContact ? "" : gettext("Not given"))} damaged={noContact} />
          </dd>
        </div>
        <div>
          <dt>{gettext("Time so far")}</dt>
          <dd class="nums">{minutes(minutesSince(since, now.value))}</dd>
        </div>
      </dl>
    </PersonSection>
  );
}

function Minor({ current }: { current: CurrentOut }) {
  const damaged = current.damaged?.includes("guardian");
  if (!current.guardian && !damaged) return null;
  return (
    <p class="note" data-testid="minor">
      <Icon name="info" />
      <span>
        {damaged
          ? gettext("Under 18. The name of who authorises it does not open.")
          : gettext("Under 18. Authorised by %(name)s: mother, father or guardian.", { name: current.guardian })}
      </span>
    </p>
  );
}

function DataMode({ current }: { current: CurrentOut }) {
  if (current.data_mode === "normal") return null;
  return (
    <p class="note" data-testid="data-mode" data-mode={current.data_mode}>
      <Icon name="info" />
      <span>
        {current.data_mode === "voice"
          ? gettext("By voice only, to use less data: this person does not see you.")
          : gettext("With less data: the pictures are smaller.")}
      </span>
    </p>
  );
}

export function writesText(): string {
  return gettext("This person has neither camera nor microphone: they see and hear you, and write in the chat.");
}

/** Said from the call on: nobody waits for a picture or a voice that does not come. */
export function Writes({ current }: { current: CurrentOut }) {
  if (current.devices !== "none" || current.medium === "phone") return null;
  return (
    <p class="note" data-testid="writes">
      <Icon name="info" />
      <span>{writesText()}</span>
    </p>
  );
}

export function InterpreterTag({ name }: { name: string }) {
  return (
    <span class="tag plain need" data-testid="interpreter">
      {gettext("With interpreter: %(name)s", { name })}
    </span>
  );
}

/** What earlier directors of the same visit left for this one. */
export function Notes({ current }: { current: CurrentOut }) {
  if (!current.notes.length) return null;
  return (
    <div class="stack stack-tight" data-testid="leg-notes">
      <h3>{gettext("Notes from before")}</h3>
      {current.notes.map((one, index) => (
        <p class="keep-lines" key={index}>
          <b>{one.department}:</b> <Written text={one.note} damaged={one.damaged} />
        </p>
      ))}
    </div>
  );
}
