import { useState } from "preact/hooks";
import { gettext } from "../../i18n";
import type { CurrentOut, DirectorView } from "../../protocol";
import { Confirm } from "../../ui/confirm";
import { Icon } from "../../ui/icon";
import type { Controller } from "./controller";
import { canDial } from "./state";

interface Props {
  controller: Controller;
  view: DirectorView;
}

interface OfPerson {
  controller: Controller;
  current: CurrentOut;
}

/** The number as people read it out, in groups; `spoken` in privacy/contact.py does the same. */
export function spoken(phone: string): string {
  const national = /^\+52(55|56|33|81|\d{3})(\d{3,4})(\d{4})$/.exec(phone);
  return national ? national.slice(1).join(" ") : phone;
}

function PhoneLink({ current }: { current: CurrentOut }) {
  return (
    <a class="phone-number nums" href={`tel:${current.phone}`} data-testid="phone-number">
      <Icon name="phone" />
      <span class="visually-hidden">{gettext("Dial")} </span>
      {spoken(current.phone)}
    </a>
  );
}

/** The director dials, and says whether somebody answered. */
export function PhoneRinging({ controller, current }: OfPerson) {
  const busy = controller.busy.value;
  return (
    <div class="stack callout" data-testid="phone-ringing">
      <p class="strong">{gettext("%(name)s is attended by telephone. Dial this number:", { name: current.name })}</p>
      <PhoneLink current={current} />
      <div class="row">
        <button
          type="button"
          class="button go"
          data-testid="phone-answered"
          disabled={busy}
          onClick={() => void controller.room("phone_answered")}
        >
          <Icon name="check" />
          {gettext("They answered")}
        </button>
        <button
          type="button"
          class="button second"
          data-testid="phone-no-answer"
          disabled={busy}
          onClick={() => void controller.room("phone_no_answer")}
        >
          {gettext("No answer")}
        </button>
      </div>
      <p class="soft small">
        {gettext("Without an answer the place is kept; after the second call this person counts as not having come.")}
      </p>
    </div>
  );
}

/** The talk goes on by telephone: the number stays at hand. */
export function PhoneCall({ controller, current }: OfPerson) {
  const online = controller.line.connection.value === "online";
  return (
    <section class="panel stack stack-tight" data-testid="phone-call" aria-labelledby="phone-title">
      <h2 id="phone-title">{gettext("By telephone with %(name)s", { name: current.name })}</h2>
      <PhoneLink current={current} />
      <p class="soft">
        {online
          ? gettext("What you write down here is kept as in any call. No lost connection of a page ends it.")
          : gettext("The telephone call goes on while this page connects again.")}
      </p>
    </section>
  );
}

/** The end of a telephone call, and the way back to video. */
export function PhoneActions({ controller, view }: Props) {
  const [asking, setAsking] = useState(false);
  const { current } = view;
  if (!current) return null;
  const busy = controller.busy.value;
  return (
    <div class="row foot-bar">
      <button type="button" class="button" data-testid="hang-up" onClick={() => void controller.room("end_call")}>
        <Icon name="end" />
        {gettext("End the call")}
      </button>
      <button
        type="button"
        class="button second"
        data-testid="back-to-video"
        disabled={busy || !current.connected}
        onClick={() => void controller.room("back_to_video")}
      >
        <Icon name="camera" />
        {current.connected ? gettext("Back to video") : gettext("Back to video: their page is not open")}
      </button>
      <button type="button" class="button second" data-testid="phone-unreached" onClick={() => setAsking(true)}>
        {gettext("Nobody answers…")}
      </button>
      {asking && (
        <Confirm
          name="unreached"
          title={gettext("Stop calling %(name)s?", { name: current.name })}
          confirm={gettext("Yes, stop calling")}
          cancel={gettext("Keep trying")}
          busy={controller.busy.value}
          onConfirm={() => void controller.room("let_go")}
          onClose={() => setAsking(false)}
        >
          <p>
            {gettext("%(name)s goes to the front of the line and is called by telephone again.", {
              name: current.name,
            })}
          </p>
        </Confirm>
      )}
    </div>
  );
}

/** A call that rings, goes on, or was cut off goes on by telephone. */
export function DialButton({ controller, view }: Props) {
  const [asking, setAsking] = useState(false);
  if (!canDial(view)) return null;
  return (
    <>
      <button
        type="button"
        class="button second"
        data-testid="continue-by-phone"
        disabled={controller.busy.value}
        onClick={() => setAsking(true)}
      >
        <Icon name="phone" />
        {gettext("Go on by telephone…")}
      </button>
      {asking && (
        <Confirm
          name="dial"
          title={gettext("Go on by telephone?")}
          confirm={gettext("Yes, by telephone")}
          cancel={gettext("Stay here")}
          busy={controller.busy.value}
          onConfirm={() => void controller.room("continue_by_phone")}
          onClose={() => setAsking(false)}
        >
          <p>
            {gettext(
              "Picture and sound of this page end, and the person reads that you will dial their number, which is shown to you then.",
            )}
          </p>
        </Confirm>
      )}
    </>
  );
}
