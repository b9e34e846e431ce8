import { useState } from "preact/hooks";
import { clock } from "../../format";
import { gettext, ngettext } from "../../i18n";
import type { BoardQueueOut, BoardView } from "../../protocol";
import { Dialog } from "../../ui/dialog";
import { ErrorSummary, Select, Wrong } from "../../ui/fields";
import { queueWords } from "../../ui/queue_words";
import { Frame, Refusal } from "./ask";
import type { Controller } from "./controller";
import { actionsOf, type QueueAction } from "./state";

interface Props {
  controller: Controller;
  board: BoardView;
  queue: BoardQueueOut;
}

type Step = QueueAction | "cap";

/** What can be done with one line as it is now: first which, then, of the line as it was when that was chosen, what it means for whom. */
export function LineDialog({ controller, board, queue }: Props) {
  const [chosen, setChosen] = useState<{ step: Step; of: BoardQueueOut } | null>(null);
  if (!chosen) {
    const now = board.queues.find((one) => one.department_slug === queue.department_slug) ?? queue;
    return <Steps controller={controller} queue={now} onStep={(step) => setChosen({ step, of: now })} />;
  }
  const { step, of } = chosen;
  switch (step) {
    case "pause":
      return <PauseLine controller={controller} board={board} queue={of} />;
    case "cap":
      return <Cap controller={controller} queue={of} />;
    default:
      return <PlainAction controller={controller} queue={of} action={step} />;
  }
}

function Steps(props: { controller: Controller; queue: BoardQueueOut; onStep: (step: Step) => void }) {
  const { controller, queue, onStep } = props;
  const close = () => controller.dispatch({ type: "close" });
  const steps: readonly Step[] = [...actionsOf(queue), "cap"];
  return (
    <Dialog title={queue.department} onClose={close} testid="line-dialog">
      <Refusal controller={controller} />
      <LineFacts queue={queue} />
      <div class="stack">
        {steps.map((step) => (
          <button
            key={step}
            type="button"
            class="button second full"
            data-testid={`line-${step}`}
            onClick={() => onStep(step)}
          >
            {stepText(step, queue)}
          </button>
        ))}
      </div>
      <button type="button" class="bare" data-testid="line-close" onClick={close}>
        {gettext("Leave it so")}
      </button>
    </Dialog>
  );
}

function stepText(step: Step, queue: BoardQueueOut): string {
  switch (step) {
    case "open":
      return gettext("Open this line");
    case "pause":
      return queue.state === "paused" ? gettext("Change the break…") : gettext("Break…");
    case "resume":
      return gettext("End the break");
    case "drain":
      return gettext("Take nobody more…");
    case "cap":
      return gettext("Change the limit…");
  }
}

function LineFacts({ queue }: { queue: BoardQueueOut }) {
  const [text, tone] = queueWords(queue.state);
  return (
    <p class="row">
      <span class={`tag ${tone}`}>{text}</span>
      <span class="nums">{waitingText(queue)}</span>
      <span class="soft nums">{gettext("Limit: %(n)d", { n: queue.cap })}</span>
      {queue.paused_reason && (
        <span class="soft">
          {queue.paused_reason}
          {queue.paused_until && ` · ${gettext("Until %(time)s", { time: clock(queue.paused_until) })}`}
        </span>
      )}
    </p>
  );
}

function waitingText(queue: BoardQueueOut): string {
  return ngettext("%(n)d person waiting", "%(n)d people waiting", queue.waiting);
}

interface ActionProps {
  controller: Controller;
  queue: BoardQueueOut;
}

/** Opening, ending a break, and taking nobody more: what it means for those who wait and for those who would come. */
function PlainAction({ controller, queue, action }: ActionProps & { action: "open" | "resume" | "drain" }) {
  const { department } = queue;
  const texts = {
    open: [
      gettext("Open the line of %(department)s?", { department }),
      gettext("People can take numbers again."),
      gettext("Open this line"),
    ],
    resume: [
      gettext("End the break of %(department)s?", { department }),
      gettext("Those who wait are called again, and told so."),
      gettext("End the break"),
    ],
    drain: [
      gettext("Take nobody more in %(department)s?", { department }),
      gettext("Nobody else can take a number here. Those who wait stay in the line; when nobody is left it closes."),
      gettext("Take nobody more"),
    ],
  } as const;
  const [title, meaning, confirm] = texts[action];
  return (
    <Frame
      controller={controller}
      name={`line-${action}`}
      danger={action === "drain"}
      title={title}
      confirm={confirm}
      onSubmit={() => void controller.setQueue(queue, { action })}
    >
      <p>{meaning}</p>
      <p class="strong nums">{waitingText(queue)}</p>
    </Frame>
  );
}

const MINUTES = [5, 10, 15, 30, 60] as const;

function PauseLine({ controller, board, queue }: Props) {
  const [reason, setReason] = useState("");
  const [minutes, setMinutes] = useState("");
  const [wrong, setWrong] = useState("");
  const submit = () => {
    setWrong(reason ? "" : gettext("Choose the reason."));
    if (!reason) return;
    void controller.setQueue(queue, { action: "pause", reason, minutes: minutes ? Number(minutes) : null });
  };
  return (
    <Frame
      controller={controller}
      name="line-pause"
      title={gettext("Break of %(department)s", { department: queue.department })}
      confirm={gettext("Begin the break")}
      onSubmit={submit}
    >
      <p>
        {gettext(
          "Nobody is called meanwhile. People can go on taking numbers, and all are told the reason and the time.",
        )}
      </p>
      <p class="strong nums">{waitingText(queue)}</p>
      {wrong && <ErrorSummary errors={[["line-reason", wrong]]} />}
      <Select
        id="line-reason"
        label={gettext("Why?")}
        none={gettext("Choose a reason")}
        testid="line-reason"
        value={reason}
        options={board.pause_reasons.map((one) => [one.code, one.label])}
        wrong={wrong}
        onSelect={(code) => {
          setReason(code);
          setWrong("");
        }}
      />
      <Select
        id="line-minutes"
        label={gettext("For how long?")}
        none={gettext("Not known yet")}
        testid="line-minutes"
        value={minutes}
        options={MINUTES.map((n) => [String(n), ngettext("%(n)d minute", "%(n)d minutes", n)])}
        onSelect={setMinutes}
      />
    </Frame>
  );
}

const MOST = 2000;

function Cap({ controller, queue }: ActionProps) {
  const [text, setText] = useState(String(queue.cap));
  const [wrong, setWrong] = useState("");
  const submit = () => {
    const cap = Number(text);
    const right = text.trim() !== "" && Number.isInteger(cap) && cap >= 0 && cap <= MOST;
    setWrong(right ? "" : gettext("Write a whole number from 0 to %(most)d.", { most: MOST }));
    if (right) void controller.setCap(queue, cap);
  };
  return (
    <Frame
      controller={controller}
      name="line-cap"
      title={gettext("How many may wait in %(department)s?", { department: queue.department })}
      confirm={gettext("Save")}
      onSubmit={submit}
    >
      <p>{gettext("Those who wait already stay. Whoever comes when the line is full is told what to do instead.")}</p>
      <p class="strong nums">{waitingText(queue)}</p>
      <div class={wrong ? "field has-error" : "field"}>
        <label class="label" for="line-cap">
          {gettext("Limit")}
        </label>
        <Wrong id="line-cap" text={wrong} />
        <input
          class="input short"
          id="line-cap"
          data-testid="line-cap-value"
          inputMode="numeric"
          autocomplete="off"
          value={text}
          aria-invalid={wrong ? "true" : undefined}
          aria-describedby={wrong ? "line-cap-error" : undefined}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </div>
      <button
        type="button"
        class="bare"
        data-testid="line-cap-general"
        disabled={controller.busy.value}
        onClick={() => void controller.setCap(queue, null)}
      >
        {gettext("Use the general limit")}
      </button>
    </Frame>
  );
}
