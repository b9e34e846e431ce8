import { useState } from "preact/hooks";
import { gettext, ngettext } from "../../i18n";
import type { DirectorView } from "../../protocol";
import { Confirm } from "../../ui/confirm";
import { Dialog } from "../../ui/dialog";
import { Choice, ErrorSummary } from "../../ui/fields";
import { Icon } from "../../ui/icon";
import { roomWords } from "../../ui/room_words";
import type { Controller } from "./controller";
import { canDrain } from "./state";

interface Props {
  controller: Controller;
  view: DirectorView;
}

/** The room's state in words, break, and the two ways to close. */
export function RoomBar({ controller, view }: Props) {
  const [pausing, setPausing] = useState(false);
  const { state, draining } = view.room;
  const [text, tone] = roomWords(state, "own");
  return (
    <>
      <span class={`tag ${tone}`} data-testid="room-state" data-state={state}>
        {text}
      </span>
      {draining && (
        <span class="tag warn" data-testid="draining">
          {gettext("Closes after this person")}
        </span>
      )}
      {state === "available" && (
        <button type="button" class="button second" data-testid="pause" onClick={() => setPausing(true)}>
          <Icon name="pause" />
          {gettext("Break…")}
        </button>
      )}
      {canDrain(view) && (
        <button
          type="button"
          class="button second"
          data-testid="drain"
          disabled={controller.busy.value}
          onClick={() => void controller.room("drain_room")}
        >
          {gettext("Close afterwards")}
        </button>
      )}
      {(state === "available" || state === "paused" || state === "disconnected") && (
        <CloseButton controller={controller} view={view} />
      )}
      {pausing && <PauseDialog controller={controller} view={view} onClose={() => setPausing(false)} />}
    </>
  );
}

/** Asks before it closes on people who wait. */
function CloseButton({ controller, view }: Props) {
  const [asking, setAsking] = useState(false);
  const waiting = view.waiting_total;
  const close = () => void controller.room("close_room");
  return (
    <>
      <button
        type="button"
        class="button second"
        data-testid="close-room"
        disabled={controller.busy.value}
        onClick={() => (waiting > 0 ? setAsking(true) : close())}
      >
        {gettext("Close the room")}
      </button>
      {asking && (
        <Confirm
          name="close"
          danger
          title={ngettext(
            "Close the room with %(n)d person waiting?",
            "Close the room with %(n)d people waiting?",
            waiting,
          )}
          confirm={gettext("Yes, close it")}
          cancel={gettext("Keep it open")}
          busy={controller.busy.value}
          onConfirm={close}
          onClose={() => setAsking(false)}
        >
          <p>
            {gettext(
              "They keep their place, and nobody is called to your room until you open it again. Whoever asked for you is attended by somebody else.",
            )}
          </p>
        </Confirm>
      )}
    </>
  );
}

const MINUTES = [5, 10, 15, 30] as const;

function PauseDialog({ controller, view, onClose }: Props & { onClose: () => void }) {
  const [reason, setReason] = useState(view.pause_reasons[0]?.code ?? "");
  const [missing, setMissing] = useState(false);
  const pause = (minutes: number) => {
    setMissing(!reason);
    if (!reason) return;
    onClose();
    void controller.say("pause_room", { minutes, reason });
  };
  return (
    <Dialog title={gettext("How long is your break?")} onClose={onClose} testid="pause-dialog">
      <p>{gettext("Those who wait are told that nobody is attending at this moment.")}</p>
      {missing && <ErrorSummary errors={[["pause-reason-0", gettext("Choose the reason.")]]} />}
      <fieldset>
        <legend>{gettext("Why?")}</legend>
        <div class="choices">
          {view.pause_reasons.map((each, index) => (
            <Choice
              key={each.code}
              id={`pause-reason-${index}`}
              name="pause-reason"
              label={each.label}
              testid={`pause-reason-${each.code}`}
              checked={reason === each.code}
              onCheck={() => setReason(each.code)}
            />
          ))}
        </div>
      </fieldset>
      <div class="row">
        {MINUTES.map((n) => (
          <button key={n} type="button" class="button second" data-testid={`pause-${n}`} onClick={() => pause(n)}>
            {ngettext("%(n)d minute", "%(n)d minutes", n)}
          </button>
        ))}
      </div>
      <button type="button" class="bare" data-testid="pause-cancel" onClick={onClose}>
        {gettext("No break")}
      </button>
    </Dialog>
  );
}
