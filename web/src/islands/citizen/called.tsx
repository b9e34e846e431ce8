import { type Choice, remember } from "../../devices";
import { gettext } from "../../i18n";
import type { CallOut } from "../../protocol";
import { companyLine, companyWords } from "../../ui/company_words";
import { Countdown } from "../../ui/countdown";
import { Icon } from "../../ui/icon";
import { SecrecyLine } from "../../ui/secrecy";
import type { Controller } from "./controller";
import { enterWays } from "./enter";
import { PhoneButton } from "./phone";
import { SafetyBar } from "./safety";
import { guestsOf } from "./state";

/** Who calls. Read out by the live regions at once. */
export function CalledHead({ controller }: { controller: Controller }) {
  const call = controller.state.value.view?.call;
  return (
    <div class="callhead">
      <h1>{gettext("It is your turn")}</h1>
      <p>
        {gettext("%(director)s, of %(department)s, is calling you.", {
          director: call?.director ?? "",
          department: call?.department ?? "",
        })}
      </p>
      <SecrecyLine />
      {call && <CompanyLine call={call} />}
    </div>
  );
}

/** Who else is in the room, as the director said: before the answer, and during the call. */
export function CompanyLine({ call }: { call: CallOut }) {
  const beside = guestsOf(call).filter((one) => one.company.length > 0);
  return (
    <p class="soft" data-testid="company">
      {companyLine(call.company)}
      {beside.map(({ director, company }, nth) => (
        <span key={nth}> {gettext("With %(director)s: %(people)s", { director, people: companyWords(company) })}</span>
      ))}
    </p>
  );
}

/** The other ways above; the one that most take, with the time left, always at the bottom of the window. */
export function AcceptPanel({ controller }: { controller: Controller }) {
  const { view } = controller.state.value;
  const call = view?.call;
  const [enter, otherwise] = enterWays(controller);
  const closed = !controller.devices.open.value && !controller.devices.opening.value;
  return (
    <>
      <p class="own-hint">
        {view?.ticket.devices === "none"
          ? gettext("You take part without camera and microphone: in the call you write.")
          : gettext("You see yourself: nobody else sees you until you enter.")}
      </p>
      <div class="otherways">
        {otherwise}
        {call && <Minute controller={controller} taken={call.minute_taken} />}
        {closed && (
          <>
            <OpenDevices controller={controller} />
            <PhoneButton controller={controller} />
          </>
        )}
        <SafetyBar controller={controller} />
      </div>
      <div class="accept">
        {call?.answer_until && <Countdown ring until={call.answer_until} label={gettext("Time to answer")} />}
        {enter}
      </div>
    </>
  );
}

function Minute({ controller, taken }: { controller: Controller; taken: boolean }) {
  if (taken)
    return (
      <p class="note" role="status" data-testid="minute-taken">
        <Icon name="check" />
        <span>{gettext("You have a little more time. The director sees that you are coming.")}</span>
      </p>
    );
  return (
    <button
      type="button"
      class="button second"
      data-testid="need-minute"
      disabled={controller.busy.value}
      onClick={() => void controller.needMinute()}
    >
      <Icon name="clock" />
      {gettext("I need a minute")}
    </button>
  );
}

/** What the person opens, whatever was chosen before. */
async function open(controller: Controller, choice: Choice): Promise<void> {
  const { devices, state } = controller;
  if (!(await devices.startSomehow(choice))) return;
  const ticket = state.peek().view?.ticket;
  // By voice alone the microphone says nothing against the camera later.
  if (ticket?.devices !== "none" && (ticket?.devices === choice || ticket?.data_mode === "voice")) return;
  remember({ choice });
  await controller.tellDevices(choice);
}

export function OpenDevices({ controller }: { controller: Controller }) {
  return (
    <div class="row">
      {controller.state.value.view?.ticket.data_mode !== "voice" && (
        <button
          type="button"
          class="button second"
          data-testid="open-camera"
          onClick={() => void open(controller, "camera_and_microphone")}
        >
          {gettext("Open camera and microphone")}
        </button>
      )}
      <button
        type="button"
        class="button second"
        data-testid="open-microphone"
        onClick={() => void open(controller, "microphone")}
      >
        {gettext("Microphone only")}
      </button>
    </div>
  );
}
