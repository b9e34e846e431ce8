import { useState } from "preact/hooks";
import { gettext } from "../../i18n";
import type { DirectorView } from "../../protocol";
import { Answers } from "../../ui/answers";
import { Confirm } from "../../ui/confirm";
import { Dialog } from "../../ui/dialog";
import { Choice, ErrorSummary } from "../../ui/fields";
import type { Controller } from "./controller";

interface Props {
  controller: Controller;
  view: DirectorView;
}

/** Help without a sound: a small button, and a mark that nobody but the director sees. F2 does the same. */
export function HelpButton({ controller, view }: Props) {
  const { help } = view;
  if (!help) return <AskForHelp controller={controller} />;
  return (
    <span class="row small" data-testid="help-mark" data-help={help}>
      <span class="soft" role="status">
        {help === "coming" ? gettext("Somebody is coming") : gettext("Moderators know")}
      </span>
      <button
        type="button"
        class="bare small"
        data-testid="withdraw-help"
        onClick={() => void controller.withdrawHelp()}
      >
        {gettext("It is over")}
      </button>
    </span>
  );
}

/** A press may be a slip: it is asked once more. The key alerts at once, for whoever has no time. */
function AskForHelp({ controller }: { controller: Controller }) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <button
        type="button"
        class="bare small"
        data-testid="ask-help"
        aria-keyshortcuts="F2"
        onClick={() => setAsking(true)}
      >
        {gettext("Ask for help in silence…")} <kbd>F2</kbd>
      </button>
      {asking && (
        <Confirm
          name="help"
          title={gettext("Tell the moderators that you need help?")}
          confirm={gettext("Tell them")}
          cancel={gettext("Do not tell them")}
          onConfirm={() => void controller.askHelp()}
          onClose={() => setAsking(false)}
        >
          <p>
            {gettext("Only the people who look after the audience see it. Nobody in the call hears or reads it.")}{" "}
            {gettext("With the key F2 they are told at once, without this question.")}
          </p>
        </Confirm>
      )}
    </>
  );
}

/** In a call: the card of numbers for the citizen, and ending for conduct. */
export function SafetyActions({ controller, view }: Props) {
  const [ending, setEnding] = useState(false);
  const { current } = view;
  if (!current) return null;
  return (
    <div class="row">
      <button
        type="button"
        class="bare"
        data-testid="show-emergency"
        disabled={controller.busy.value}
        onClick={() => void controller.showEmergency(current.ticket_id)}
      >
        {current.emergency_at
          ? gettext("Show the emergency numbers again")
          : gettext("Show the emergency numbers to this person")}
      </button>
      <button type="button" class="bare" data-testid="end-for-conduct" onClick={() => setEnding(true)}>
        {gettext("End for conduct…")}
      </button>
      {ending && <ConductDialog controller={controller} view={view} onClose={() => setEnding(false)} />}
    </div>
  );
}

function ConductDialog({ controller, view, onClose }: Props & { onClose: () => void }) {
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  const submit = (event: Event) => {
    event.preventDefault();
    setMissing(!reason);
    if (!reason) return;
    onClose();
    void controller.say("end_for_conduct", { reason });
  };
  return (
    <Dialog title={gettext("End this call for conduct?")} onClose={onClose} testid="conduct-dialog">
      <form class="stack" onSubmit={submit} noValidate>
        <p>
          {gettext(
            "Sound and picture stop at once. The person reads why, a moderator reviews it, and the result is recorded as always.",
          )}
        </p>
        {missing && <ErrorSummary errors={[["conduct-0", gettext("Choose the reason.")]]} />}
        <fieldset>
          <legend>{gettext("Why?")}</legend>
          <div class="choices">
            {view.conduct_reasons.map((one, index) => (
              <Choice
                key={one.code}
                id={`conduct-${index}`}
                name="conduct-reason"
                label={one.label}
                testid={`conduct-${one.code}`}
                checked={reason === one.code}
                onCheck={() => setReason(one.code)}
              />
            ))}
          </div>
        </fieldset>
        <Answers
          name="conduct"
          confirm={gettext("End the call now")}
          cancel={gettext("Go on talking")}
          danger
          onClose={onClose}
        />
      </form>
    </Dialog>
  );
}
