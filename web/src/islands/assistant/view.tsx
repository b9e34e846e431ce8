import { gettext } from "../../i18n";
import type { AssistedOut, CurrentOut, DeskOut, SeatView } from "../../protocol";
import { Adjustments } from "../../ui/adjustments";
import { CurtainButton } from "../../ui/curtain_button";
import { LiveRegions } from "../../ui/live";
import { ConnectionNote, ProblemNote, RefusedPage } from "../../ui/notes";
import { reachable } from "../../ui/reachable";
import { roomWords } from "../../ui/room_words";
import { DeskBar } from "../director/desk_bar";
import { LeftNotes } from "../director/left_notes";
import { PendingPanel } from "../director/pending";
import { PersonSection } from "../director/person_section";
import { StepsPanel } from "../director/steps";
import { WorkingNote } from "../director/working_note";
import type { Controller } from "./controller";

/** A second seat at a director's room: whom it attends, steps and notes, and the results that are left for later. */
export function AssistantPage({ controller }: { controller: Controller }) {
  const refusal = controller.line.refusal.value;
  const { view, problem } = controller.state.value;
  if (refusal) return <RefusedPage problem={refusal} staff />;
  if (!view) return null;
  const { room } = view;
  return (
    <div class="console" data-testid="seat" data-seated={String(room !== null)}>
      <LiveRegions />
      <DeskBar
        title={
          room ? gettext("You assist %(director)s", { director: room.director }) : gettext("Choose whom you assist")
        }
        who={view.name}
      >
        {room && <SeatBar controller={controller} view={view} room={room} />}
        <CurtainButton curtain={controller.curtain} />
        <ConnectionNote
          connection={controller.line.connection.value}
          kept={gettext("What you have not saved is still on this page.")}
        />
      </DeskBar>
      <div class="console-columns">
        <div class="console-left">
          <div class="console-notes">
            <ProblemNote problem={problem} onClose={() => controller.dispatch({ type: "dismiss" })} />
          </div>
          {room ? (
            <Attended controller={controller} current={room.current} key={room.current?.ticket_id} />
          ) : (
            <Desks controller={controller} desks={view.desks} />
          )}
        </div>
        {room && <Beside controller={controller} room={room} />}
      </div>
    </div>
  );
}

function Desks({ controller, desks }: { controller: Controller; desks: readonly DeskOut[] }) {
  if (!desks.length)
    return (
      <p class="lead" data-testid="no-desks">
        {gettext("No director of your department is here yet. The room appears by itself when it opens.")}
      </p>
    );
  return (
    <ul class="people measure console-scroll" data-testid="desks">
      {desks.map((desk) => {
        const [text, tone] = roomWords(desk.state, "board");
        return (
          <li class="person" key={desk.room_id}>
            <p class="row spread">
              <b>{desk.director}</b>
              <span class={`tag ${tone}`}>{text}</span>
            </p>
            <p class="soft">{desk.department}</p>
            <button
              type="button"
              class="button"
              data-testid={`take-seat-${desk.room_id}`}
              disabled={controller.busy.value}
              onClick={() => void controller.takeSeat(desk.room_id)}
            >
              {gettext("Assist here")} <span class="visually-hidden">{desk.director}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

interface OfSeat {
  controller: Controller;
  room: AssistedOut;
}

function SeatBar({ controller, view, room }: OfSeat & { view: SeatView }) {
  const [text, tone] = roomWords(room.state, "board");
  const others = view.desks.filter((desk) => desk.room_id !== room.room_id);
  return (
    <>
      <span class={`tag ${tone}`} data-testid="room-state" data-state={room.state}>
        {text}
      </span>
      {!room.director_connected && <span class="tag warn">{gettext("The director is not on the page now")}</span>}
      {others.map((desk) => (
        <button
          key={desk.room_id}
          type="button"
          class="bare"
          data-testid={`take-seat-${desk.room_id}`}
          disabled={controller.busy.value}
          onClick={() => void controller.takeSeat(desk.room_id)}
        >
          {gettext("Go to %(director)s", { director: desk.director })}
        </button>
      ))}
      <button
        type="button"
        class="button second"
        data-testid="leave-seat"
        disabled={controller.busy.value}
        onClick={() => void controller.leaveSeat()}
      >
        {gettext("Stop assisting")}
      </button>
    </>
  );
}

/** The person of the room, and the steps that are handed over to them. */
function Attended({ controller, current }: { controller: Controller; current: CurrentOut | null }) {
  if (!current)
    return (
      <p class="lead" data-testid="nobody">
        {gettext("Nobody is in the room now. Whoever answers a call appears here.")}
      </p>
    );
  return (
    <>
      <PersonSection current={current} testid="attended">
        <Adjustments adjustments={current.adjustments} damaged={current.damaged?.includes("adjustments")} />
        <p class="soft small nums">
          {gettext("Folio")} <span class="nowrap">{current.folio}</span>
        </p>
      </PersonSection>
      <div class="console-scroll">
        <StepsPanel controller={controller} current={current} />
      </div>
    </>
  );
}

/** The note on the person of the room, and the results that are left for later. */
function Beside({ controller, room }: OfSeat) {
  const { current } = room;
  return (
    <div class="console-right">
      <section class="console-scroll stack" aria-label={gettext("Note and results")} ref={reachable}>
        {current && (
          <WorkingNote
            key={current.ticket_id}
            name="note_working"
            note={current.note}
            draft={controller.drafts.of(current).note}
            templates={current.note_templates}
            busy={controller.busy.value}
            save={(text, seen) => controller.saveNote(current.ticket_id, text, seen)}
          />
        )}
        <LeftNotes drafts={controller.drafts} current={current} pending={room.pending} busy={controller.busy.value} />
        <PendingPanel controller={controller} view={room} />
        {!room.pending.length && (
          <p class="soft">{gettext("No result is left for you. The director can leave one after a call.")}</p>
        )}
      </section>
    </div>
  );
}
