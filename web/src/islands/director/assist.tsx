import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { listed } from "../../format";
import { gettext } from "../../i18n";
import type { AssistOut, DirectorView, GuestOut } from "../../protocol";
import { Answers } from "../../ui/answers";
import { Countdown } from "../../ui/countdown";
import { Dialog } from "../../ui/dialog";
import { guestFrom } from "../../ui/guest_from";
import { Icon } from "../../ui/icon";
import { named } from "../../ui/knock";
import { Written } from "../../ui/written";
import type { Controller } from "./controller";
import { NoteToNext, sendAlong } from "./note_to_next";
import { othersOf } from "./state";

interface Props {
  controller: Controller;
  assist: AssistOut;
}

type Guest = AssistOut | GuestOut;

interface HostProps {
  controller: Controller;
  guest: Guest;
  /** Of several: only then it has to be said which, and a web process of the version before this one takes no number. */
  of: Of;
}
type Of = { assist_id?: number };

/** Another director asks this one into a call: who, about what, and two answers. */
export function Invitation({ controller, assist }: Props) {
  if (assist.role !== "guest" || assist.joined) return null;
  const answer = (join: boolean) => void controller.answerInvitation(join);
  return (
    <section class="panel invitation stack" aria-labelledby="invitation-title" data-testid="invitation">
      <h2 id="invitation-title">{gettext("Invitation to a call")}</h2>
      <p class="lead">
        {gettext("%(director)s, of %(department)s, asks you into a call.", {
          director: assist.director,
          department: assist.department,
        })}
      </p>
      <About assist={assist} />
      <Countdown until={assist.expires_at} label={gettext("Time to answer")} testid="invitation-countdown" />
      <div class="row">
        <button
          type="button"
          class="button go"
          data-testid="invitation-join"
          disabled={controller.busy.value}
          onClick={() => answer(true)}
        >
          <Icon name="camera" />
          {gettext("Join the call")}
        </button>
        <button
          type="button"
          class="button second"
          data-testid="invitation-decline"
          disabled={controller.busy.value}
          onClick={() => answer(false)}
        >
          {gettext("I cannot now")}
        </button>
      </div>
    </section>
  );
}

/** While there are several in the call, who they are stands above everything. */
export function PresentBanner({ view }: { view: DirectorView }) {
  const others = othersOf(view);
  if (others.length === 0) return null;
  const who = listed(others.map((one) => named(one.director, guestFrom(one))));
  return (
    <p class="callout present note" role="status" data-testid="present">
      <Icon name="camera" />
      <span>{gettext("Present in this call: you, the citizen, and %(who)s.", { who })}</span>
    </p>
  );
}

/** In the other director's call: whom it is about. */
export function GuestPanel({ assist }: { assist: AssistOut }) {
  return (
    <section class="console-person stack stack-tight" data-testid="guest">
      <h2>{gettext("You are in the call of %(director)s", { director: assist.director })}</h2>
      {(assist.name || assist.damaged?.includes("name")) && (
        <p class="lead">
          <Written text={assist.name} damaged={assist.damaged?.includes("name")} />
        </p>
      )}
      <About assist={assist} />
      {assist.kind === "invited" && (
        <p class="soft">
          {gettext(
            "If %(director)s hands the person over to you, the call goes on without them and you record the result.",
            {
              director: assist.director,
            },
          )}
        </p>
      )}
    </section>
  );
}

function About({ assist }: { assist: AssistOut }) {
  return (
    <p>
      <b class="nums nowrap">{assist.number}</b> · {assist.topic}:{" "}
      <Written text={assist.matter} damaged={assist.damaged?.includes("matter")} />
    </p>
  );
}

/** In the own call: who was asked, whether they have come, and what can be done. */
export function Guests({ controller, guests }: { controller: Controller; guests: readonly Guest[] }) {
  const joined = guests.filter((one) => one.joined);
  const [handing, setHanding] = useState<number | null>(null);
  const next = joined.find((one) => one.assist_id === handing);
  const of = (one: Guest): Of => (guests.length > 1 || one.kind === "relative" ? { assist_id: one.assist_id } : {});
  return (
    <>
      {joined.length > 0 && (
        <section class="callout">
          <Folded several={joined.length > 1}>
            {joined.map((one) => (
              <Joined
                key={one.assist_id}
                controller={controller}
                guest={one}
                of={of(one)}
                alone={joined.length === 1}
                onHandOver={() => setHanding(one.assist_id)}
              />
            ))}
          </Folded>
          {/* Not in what is folded: an open question stays when another guest comes or goes. */}
          {next && (
            <HandOverDialog controller={controller} guest={next} of={of(next)} onClose={() => setHanding(null)} />
          )}
        </section>
      )}
      {guests
        .filter((one) => !one.joined)
        .map((one) => (
          <Asked key={one.assist_id} controller={controller} guest={one} of={of(one)} />
        ))}
    </>
  );
}

/** Of several guests only the way to what can be done about each: the height is the pictures'. */
function Folded({ several, children }: { several: boolean; children: ComponentChildren }) {
  if (!several) return <>{children}</>;
  return (
    <details class="fold" data-testid="guests">
      <summary>{gettext("Hand over, or go on without somebody")}</summary>
      {children}
    </details>
  );
}

function Asked({ controller, guest, of }: HostProps) {
  const { director, department } = guest;
  return (
    <section class="callout stack stack-tight" data-testid="invited">
      <p class="strong">{gettext("You asked %(director)s, of %(department)s.", { director, department })}</p>
      <Countdown until={guest.expires_at} label={gettext("Time to join")} testid="invited-countdown" />
      <button
        type="button"
        class="button second"
        data-testid="withdraw-invitation"
        onClick={() => void controller.say("withdraw_invitation", of)}
      >
        {gettext("Withdraw the invitation")}
      </button>
    </section>
  );
}

function Joined({ controller, guest, of, alone, onHandOver }: HostProps & { alone: boolean; onHandOver: () => void }) {
  const { director } = guest;
  return (
    <div class="row" data-testid="assisted">
      {guest.kind === "invited" && (
        <button
          type="button"
          class="button"
          data-testid="hand-over"
          disabled={controller.busy.value}
          onClick={onHandOver}
        >
          {alone ? gettext("Hand the person over…") : gettext("Hand the person over to %(director)s…", { director })}
        </button>
      )}
      <button
        type="button"
        class="button second"
        data-testid="end-assist"
        onClick={() => void controller.say("withdraw_invitation", of)}
      >
        {gettext("Go on without %(director)s", { director })}
      </button>
    </div>
  );
}

function HandOverDialog({ controller, guest, of, onClose }: HostProps & { onClose: () => void }) {
  const { director } = guest;
  const submit = (event: Event) => {
    event.preventDefault();
    onClose();
    void sendAlong(controller, (note) => controller.say("hand_over", { note, ...of }));
  };
  return (
    <Dialog
      title={gettext("Hand the person over to %(director)s?", { director })}
      onClose={onClose}
      testid="hand-over-dialog"
    >
      <form class="stack" onSubmit={submit} noValidate>
        <p>
          {gettext("The call goes on without a pause. Your room is free, and %(director)s records the result.", {
            director,
          })}
        </p>
        <NoteToNext name="note_hand_over" controller={controller} />
        <Answers
          name="hand-over"
          confirm={gettext("Hand over")}
          cancel={gettext("Not yet")}
          disabled={controller.busy.value}
          onClose={onClose}
        />
      </form>
    </Dialog>
  );
}
