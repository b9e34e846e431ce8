import { gettext } from "../../i18n";
import type { CurrentOut, DirectorView } from "../../protocol";
import { Countdown } from "../../ui/countdown";
import { Icon } from "../../ui/icon";
import { Written } from "../../ui/written";
import type { Controller } from "./controller";
import { InterpreterTag, Writes } from "./person";
import { DialButton, PhoneRinging } from "./phone";
import { isByPhone } from "./state";

interface Props {
  controller: Controller;
  view: DirectorView;
  current: CurrentOut;
}

/** Who is called, and the time that is left to answer. */
export function Reserved({ controller, view, current }: Props) {
  const phone = isByPhone(view);
  return (
    <section class="console-strip stack stack-tight" data-testid="reserved">
      <h2>{gettext("Calling %(number)s", { number: current.number })}</h2>
      <p class="lead">
        {current.topic}: <Written text={current.matter} damaged={current.damaged?.includes("matter")} />
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
        <p class="callout warn" data-testid="called-away">
          {gettext(
            "This person is not connected now. Without an answer in this time the call ends by itself, and you can call the next person. If you withdraw it, this person is next again.",
          )}
        </p>
      )}
      <div class="row">
        <button
          type="button"
          class="button second"
          data-testid="withdraw"
          disabled={controller.busy.value}
          onClick={() => void controller.room("withdraw_call")}
        >
          {gettext("Withdraw the call")}
        </button>
        <DialButton controller={controller} view={view} />
      </div>
    </section>
  );
}
