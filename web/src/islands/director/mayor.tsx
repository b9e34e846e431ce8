import { useState } from "preact/hooks";
import { minutesSince, now } from "../../clock";
import { minutes } from "../../format";
import { gettext } from "../../i18n";
import type { DirectorView, MayorView } from "../../protocol";
import { Countdown } from "../../ui/countdown";
import { Choice } from "../../ui/fields";
import type { Controller } from "./controller";

interface Props {
  controller: Controller;
  view: DirectorView;
  mayor: MayorView;
}

/** What the mayor has besides the own room: calls to knock at, and lines to call from. */
export function MayorPanel({ controller, view, mayor }: Props) {
  return (
    <div class="stack stack-loose" data-testid="mayor">
      <Calls controller={controller} view={view} mayor={mayor} />
      <Lines controller={controller} view={view} mayor={mayor} />
    </div>
  );
}

/** At whose door one stands, until both have answered or the time is over. */
export function Knocking({ controller, view }: { controller: Controller; view: DirectorView }) {
  const { knock } = view;
  if (knock?.role !== "visitor") return controller.notNow.value ? <NotNow controller={controller} /> : null;
  const { director, department } = knock;
  return (
    <section class="panel invitation stack" data-testid="knocking">
      <h2>{gettext("You are knocking")}</h2>
      <p class="lead">
        {gettext("%(director)s, of %(department)s, and the citizen are asked. You come in if both agree.", {
          director,
          department,
        })}
      </p>
      <Countdown until={knock.expires_at} label={gettext("Time to answer")} testid="knocking-countdown" />
      <button
        type="button"
        class="button second"
        data-testid="knock-withdraw"
        disabled={controller.busy.value}
        onClick={() => void controller.stopKnocking()}
      >
        {gettext("Do not knock any more")}
      </button>
    </section>
  );
}

/** The same words whatever the reason was: nobody answered, somebody refused, or the call is over. */
function NotNow({ controller }: { controller: Controller }) {
  return (
    <div class="callout note" role="status" data-testid="not-now">
      <p class="grow">{gettext("Not now.")}</p>
      <button type="button" class="bare" onClick={() => controller.forgetNotNow()}>
        {gettext("Close")}
      </button>
    </div>
  );
}

function Calls({ controller, view, mayor }: Props) {
  const free = view.room.state === "available" && !view.knock && !view.assist;
  return (
    <section class="stack" aria-labelledby="calls-title" data-testid="calls">
      <h2 id="calls-title">
        {gettext("Calls that go on")} <span class="count nums">{mayor.calls.length}</span>
      </h2>
      {mayor.calls.length === 0 && <p class="soft">{gettext("No call goes on at the moment.")}</p>}
      {!free && mayor.calls.length > 0 && (
        <p class="soft small">{gettext("You can knock while your room is open and free.")}</p>
      )}
      <ul class="people">
        {mayor.calls.map((call) => (
          <li class="person running-call" key={call.room_id} data-testid={`call-${call.room_id}`}>
            <p>
              <b>{call.department}</b> · {call.director}{" "}
              <span class="nums soft">· {minutes(minutesSince(call.since, now.value))}</span>
            </p>
            <button
              type="button"
              class="button second"
              data-testid="knock-at"
              disabled={!free || controller.busy.value}
              onClick={() => void controller.say("knock", { room_id: call.room_id })}
            >
              {gettext("Knock")} <span class="visually-hidden">{call.director}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** From which lines the own room calls; who is next in them is decided as for everybody. */
function Lines({ controller, view, mayor }: Props) {
  const served = mayor.lines.filter((line) => line.served).map((line) => line.department_slug);
  const [chosen, setChosen] = useState<readonly string[] | null>(null);
  const wanted = chosen ?? served;
  const busy = ["reserved", "in_call", "on_hold", "wrap_up", "assisting"].includes(view.room.state);
  const choose = (slug: string, on: boolean) =>
    setChosen(on ? [...wanted, slug] : wanted.filter((other) => other !== slug));
  const send = async () => {
    if (await controller.say("choose_lines", { departments: [...wanted] })) setChosen(null);
  };
  return (
    <details class="panel" data-testid="lines">
      <summary>{gettext("Lines that I call from: %(n)d", { n: served.length })}</summary>
      <fieldset class="stack">
        <legend class="soft small">
          {gettext("Whoever is next in these lines is called, as in every room: nobody is passed without a reason.")}
        </legend>
        <div class="choices">
          {mayor.lines.map((line) => (
            <Choice
              key={line.department_slug}
              type="checkbox"
              id={`line-${line.department_slug}`}
              name="lines"
              label={line.department}
              hint={gettext("%(n)d waiting", { n: line.waiting })}
              testid={`line-${line.department_slug}`}
              checked={wanted.includes(line.department_slug)}
              disabled={busy}
              onCheck={(on) => choose(line.department_slug, on)}
            />
          ))}
        </div>
        <button
          type="button"
          class="button second"
          data-testid="choose-lines"
          disabled={busy || !chosen || wanted.length === 0 || controller.busy.value}
          onClick={() => void send()}
        >
          {gettext("Call from these lines")}
        </button>
      </fieldset>
    </details>
  );
}
