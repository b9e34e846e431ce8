import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { gettext } from "../../i18n";
import type { BoardView } from "../../protocol";
import { Dialog } from "../../ui/dialog";
import { Choice, ErrorSummary } from "../../ui/fields";
import { AnnounceDialog } from "./announcements";
import { AwayDialog } from "./away";
import { ChatDialog } from "./chat";
import type { Controller } from "./controller";
import { ExtendDialog } from "./extend";
import { LineDialog } from "./line_dialog";
import { BackDialog, FirstDialog, RecallDialog } from "./reorder";
import { WithdrawOffersDialog } from "./roster";
import { ReviewDialog } from "./safety";
import { type Asked, isAway } from "./state";
import { TicketPanel } from "./ticket_panel";

interface Props {
  controller: Controller;
  board: BoardView;
}

export type TicketAsked = Extract<Asked, { what: "undo" | "cancel" | "first" | "back" }>;
type RoomAsked = Extract<Asked, { what: "served" }>;

/** The one question that is open; each names what happens and whom it affects. */
export function AskDialog({ controller, board }: Props) {
  const { asked } = controller.state.value;
  switch (asked?.what) {
    case "undo":
      return <UndoDialog controller={controller} asked={asked} />;
    case "cancel":
      return <CancelDialog controller={controller} asked={asked} />;
    case "first":
      return <FirstDialog controller={controller} board={board} asked={asked} />;
    case "back":
      return <BackDialog controller={controller} asked={asked} />;
    case "extend":
      return <ExtendDialog controller={controller} board={board} closesAt={asked.closes_at} />;
    case "review":
      return <ReviewDialog controller={controller} ending={asked.ending} />;
    case "announce":
      return <AnnounceDialog controller={controller} board={board} {...(asked.ticket && { to: asked.ticket })} />;
    case "ticket":
      return <TicketPanel controller={controller} board={board} asked={asked} />;
    case "chat":
      return <ChatDialog controller={controller} asked={asked} key={asked.ticket.ticket_id} />;
    case "served":
      return <ServedDialog controller={controller} board={board} asked={asked} />;
    case "recall":
      return <RecallDialog controller={controller} asked={asked} />;
    case "away":
      return <AwayDialog controller={controller} board={board} asked={asked} />;
    case "offers":
      return <WithdrawOffersDialog controller={controller} queue={controller.whole(asked.queue)} />;
    case "queue":
      return <LineDialog controller={controller} board={board} queue={asked.queue} />;
    default:
      return null;
  }
}

interface FrameProps {
  controller: Controller;
  name: string;
  title: string;
  confirm: string;
  danger?: boolean;
  onSubmit: () => void;
  children: ComponentChildren;
}

/** A form in a dialog: the refusal, if any, its content, and two ways out. */
export function Frame({ controller, name, title, confirm, danger, onSubmit, children }: FrameProps) {
  const close = () => controller.dispatch({ type: "close" });
  return (
    <Dialog title={title} onClose={close} testid={`${name}-dialog`}>
      <Refusal controller={controller} />
      <form
        class="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        {children}
        <div class="row panel-end">
          <button
            type="submit"
            class={danger ? "button danger solid" : "button"}
            data-testid={`${name}-confirm`}
            disabled={controller.busy.value}
          >
            {confirm}
          </button>
          <button type="button" class="button second" data-testid={`${name}-cancel`} onClick={close}>
            {gettext("Leave it so")}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** Why the server refused, in its words. */
export function Refusal({ controller }: { controller: Controller }) {
  const { problem } = controller.state.value;
  if (!problem) return null;
  return (
    <p class="callout bad" role="alert" data-testid="ask-refused" data-code={problem.code}>
      {problem.message}
    </p>
  );
}

function UndoDialog({ controller, asked }: { controller: Controller; asked: TicketAsked }) {
  const { number } = asked.ticket;
  const { department } = asked.queue;
  return (
    <Frame
      controller={controller}
      name="undo"
      title={gettext("Put %(number)s back in the line?", { number })}
      confirm={gettext("Put back in the line")}
      onSubmit={() => void controller.undoNoShow(asked)}
    >
      <p>
        {gettext(
          "The person waits again in %(department)s, at the time of arrival they always had. Whoever is behind that place moves back by one, and is told why.",
          { department },
        )}
      </p>
      {isAway(asked.ticket) && <p class="callout warn">{gettext("This person is not connected now.")}</p>}
    </Frame>
  );
}

type CancelReason = "duplicate" | "asked_by_person" | "abuse";

function CancelDialog({ controller, asked }: { controller: Controller; asked: TicketAsked }) {
  const [reason, setReason] = useState<CancelReason | null>(null);
  const [missing, setMissing] = useState(false);
  const { number, topic } = asked.ticket;
  const reasons: [CancelReason, string][] = [
    ["duplicate", gettext("The person has another number in this line")],
    ["asked_by_person", gettext("The person asked for it")],
    ["abuse", gettext("Abuse")],
  ];
  return (
    <Frame
      controller={controller}
      name="cancel"
      danger
      title={gettext("Cancel %(number)s?", { number })}
      confirm={gettext("Cancel this number")}
      onSubmit={() => {
        setMissing(!reason);
        if (reason) void controller.cancel(asked, reason);
      }}
    >
      <p>
        {gettext("%(number)s (%(topic)s, %(department)s) loses its place for good, and the person is told.", {
          number,
          topic,
          department: asked.queue.department,
        })}
      </p>
      {missing && <ErrorSummary errors={[["cancel-duplicate", gettext("Choose the reason.")]]} />}
      <fieldset>
        <legend>{gettext("Why?")}</legend>
        <div class="choices">
          {reasons.map(([code, label]) => (
            <Choice
              key={code}
              id={`cancel-${code}`}
              name="cancel-reason"
              label={label}
              testid={`cancel-${code}`}
              checked={reason === code}
              onCheck={() => setReason(code)}
            />
          ))}
        </div>
      </fieldset>
    </Frame>
  );
}

function ServedDialog({ controller, board, asked }: Props & { asked: RoomAsked }) {
  const { room } = asked;
  const [served, setServed] = useState<readonly string[]>(room.serves);
  const [missing, setMissing] = useState(false);
  const first = board.queues[0]?.department_slug ?? "";
  const toggle = (slug: string, on: boolean) =>
    setServed(on ? [...served, slug] : served.filter((one) => one !== slug));
  return (
    <Frame
      controller={controller}
      name="served"
      title={gettext("Which lines does %(director)s attend?", { director: room.director })}
      confirm={gettext("Save")}
      onSubmit={() => {
        setMissing(!served.length);
        if (served.length) void controller.setServed(room, [...served]);
      }}
    >
      <p>{gettext("The room calls whoever arrived first in any of them. Whoever is in a call now is not affected.")}</p>
      {missing && <ErrorSummary errors={[[`served-${first}`, gettext("Choose at least one line.")]]} />}
      <fieldset>
        <legend>{gettext("Lines")}</legend>
        <div class="choices">
          {board.queues.map((queue) => (
            <Choice
              key={queue.department_slug}
              type="checkbox"
              id={`served-${queue.department_slug}`}
              name="served"
              label={queue.department}
              testid={`served-${queue.department_slug}`}
              checked={served.includes(queue.department_slug)}
              onCheck={(on) => toggle(queue.department_slug, on)}
            />
          ))}
        </div>
      </fieldset>
    </Frame>
  );
}
