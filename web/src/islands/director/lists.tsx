import { useState } from "preact/hooks";
import { minutesSince, now } from "../../clock";
import { minutes } from "../../format";
import { gettext, ngettext } from "../../i18n";
import type { DirectorView, WaitingOut, WaitingPart } from "../../protocol";
import { MediumTag } from "../../ui/medium";
import { queueWords } from "../../ui/queue_words";
import { Written } from "../../ui/written";
import type { Controller } from "./controller";

interface Props {
  controller: Controller;
  view: DirectorView;
}

/** Who waits, who did not answer, and the day's figures. */
export function WaitingPanel({ controller, view }: Props) {
  return (
    <aside class="stack">
      <section class="stack" aria-labelledby="waiting-title">
        <h2 id="waiting-title">
          {gettext("Waiting")} <span class="count nums">{view.waiting_total}</span>
        </h2>
        {view.queue_state !== "open" && <QueueState view={view} />}
        {view.waiting_total === 0 && <p class="soft">{gettext("Nobody is waiting")}</p>}
        <ol class="people" data-testid="waiting">
          {view.waiting.map((person) => (
            <Person key={person.ticket_id} person={person} />
          ))}
        </ol>
        <FurtherBack controller={controller} view={view} />
      </section>
      {view.absent.length > 0 && <AbsentList controller={controller} view={view} />}
      <Figures view={view} />
    </aside>
  );
}

/** Who waits behind those of the view: as they were when they were asked for, which is on record. */
function FurtherBack({ controller, view }: Props) {
  const [read, setRead] = useState<readonly WaitingOut[]>([]);
  const [refused, setRefused] = useState("");
  const near = new Set(view.waiting.map((person) => person.ticket_id));
  const people = read.filter((person) => !near.has(person.ticket_id));
  const left = view.waiting_total - view.waiting.length - people.length;
  // Whoever is called next may stand at the end of the view from further back: who is between is not shown yet.
  const front = view.waiting.length - (view.waiting.at(-1)?.ticket_id === view.next_ticket ? 1 : 0);
  const ask = async () => {
    const ack = await controller.line.ask("read_waiting", { after: front + people.length });
    setRefused(ack.ok ? "" : (ack.problem?.message ?? ""));
    if (!ack.ok) return;
    const more = (ack.result as unknown as WaitingPart).waiting;
    const known = new Set(people.map((person) => person.ticket_id));
    setRead([...people, ...more.filter((person) => !known.has(person.ticket_id))]);
  };
  return (
    <>
      {people.length > 0 && (
        <>
          <p class="row spread">
            <b>{gettext("Further back")}</b>
            <button type="button" class="bare" data-testid="waiting-hide" onClick={() => setRead([])}>
              {gettext("Hide")}
            </button>
          </p>
          <ol class="people" data-testid="waiting-further">
            {people.map((person) => (
              <Person key={person.ticket_id} person={person} />
            ))}
          </ol>
        </>
      )}
      {refused && (
        <p class="callout bad" role="alert">
          {refused}
        </p>
      )}
      {left > 0 && (
        <button type="button" class="button second" data-testid="waiting-more" onClick={() => void ask()}>
          {ngettext("Show %(n)d more person", "Show more (%(n)d people left)", left)}
        </button>
      )}
    </>
  );
}

function QueueState({ view }: { view: DirectorView }) {
  const [text, tone] = queueWords(view.queue_state);
  return (
    <p data-testid="queue-state" data-state={view.queue_state}>
      <span class={`tag ${tone}`}>{gettext("Line: %(state)s", { state: text.toLowerCase() })}</span>
    </p>
  );
}

function Person({ person }: { person: WaitingOut }) {
  return (
    <li class="person" data-testid={`waiting-${person.number}`}>
      <p class="row spread">
        <span class="row">
          {person.place !== null && (
            <span class="place-no nums">
              <span class="visually-hidden">{gettext("Place")} </span>
              {person.place}
            </span>
          )}
          <b class="nums nowrap">{person.number}</b>
        </span>
        <span class="nums soft">{minutes(minutesSince(person.joined_at, now.value))}</span>
      </p>
      <p class="strong">{person.topic}</p>
      <p>
        <Written text={person.matter} damaged={person.damaged?.includes("matter")} />
      </p>
      <p class="row tags">
        {person.ready && <span class="tag good">{gettext("Ready")}</span>}
        {person.state === "ready_check" && <span class="tag warn">{gettext("Asked whether ready")}</span>}
        {person.preferential && <span class="tag plain need">{gettext("Preferential attention")}</span>}
        {person.needs && <span class="tag plain need">{person.needs}</span>}
        {person.unmet.map((interpreter) => (
          <span class="tag warn" key={interpreter} data-testid={`unmet-${person.number}`}>
            {gettext("Nobody for: %(interpreter)s", { interpreter })}
          </span>
        ))}
        {person.calls > 0 && <Calls person={person} />}
        <MediumTag medium={person.medium} />
        {!person.connected && person.medium !== "phone" && <span class="tag warn">{gettext("Not connected now")}</span>}
        {person.devices === "microphone" && <span class="tag plain">{gettext("Microphone only")}</span>}
        {person.devices === "none" && <span class="tag plain">{gettext("Without camera and microphone")}</span>}
        {person.moved_here && <span class="tag plain">{gettext("Moved from another department")}</span>}
        {person.adjustments
          .filter((adjustment) => adjustment !== person.needs)
          .map((adjustment) => (
            <span class="tag plain need" key={adjustment}>
              {adjustment}
            </span>
          ))}
        {person.damaged?.includes("adjustments") && (
          <span class="damaged">{gettext("What this person needs does not open.")}</span>
        )}
      </p>
    </li>
  );
}

function Calls({ person }: { person: WaitingOut }) {
  return <span class="tag plain">{ngettext("Called %(n)d time", "Called %(n)d times", person.calls)}</span>;
}

function AbsentList({ controller, view }: Props) {
  return (
    <section class="stack" aria-labelledby="absent-title">
      <h2 id="absent-title">
        {gettext("Did not answer")} <span class="count nums">{view.absent.length}</span>
      </h2>
      <ul class="people" data-testid="absent">
        {view.absent.map((person) => (
          <li class="person" key={person.ticket_id}>
            <p class="row spread">
              <b class="nums nowrap">{person.number}</b>
              <span class="row tags">
                <Calls person={person} />
                <MediumTag medium={person.medium} />
                {person.connected && <span class="tag good">{gettext("Connected")}</span>}
              </span>
            </p>
            <p>{person.topic}</p>
            <button
              type="button"
              class="button second"
              data-testid={`call-again-${person.number}`}
              disabled={view.room.state !== "available" || controller.busy.value}
              onClick={() => void controller.say("call_again", { ticket_id: person.ticket_id })}
            >
              {gettext("Call again")} <span class="visually-hidden">{person.number}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Figures({ view }: { view: DirectorView }) {
  const { today } = view;
  return (
    <section class="stack stack-tight" aria-labelledby="today-title" data-testid="today">
      <h2 id="today-title">{gettext("Today")}</h2>
      <dl class="facts nums">
        <div>
          <dt>{gettext("People attended")}</dt>
          <dd class="code">{today.attended}</dd>
        </div>
        <div>
          <dt>{gettext("With an immediate answer")}</dt>
          <dd class="code">{today.resolved_immediately}</dd>
        </div>
        <div>
          <dt>{gettext("In process")}</dt>
          <dd class="code">{today.in_process}</dd>
        </div>
      </dl>
    </section>
  );
}
