import { signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { gettext } from "../../i18n";
import { page } from "../../page";
import { Answers } from "../../ui/answers";
import { Dialog } from "../../ui/dialog";
import { Choice, ErrorSummary, NoteField } from "../../ui/fields";
import type { Controller } from "./controller";

/** What is being written, until it is sent: the screen may change meanwhile, also by a press of whom it is about. */
const reason = signal("");
const text = signal("");

/** What happened: such reports are counted, and a complaint goes by its form. */
export function ReportDialog({ controller, onClose }: { controller: Controller; onClose: () => void }) {
  const [refused, setRefused] = useState("");
  const [missing, setMissing] = useState(false);
  const [done, setDone] = useState(false);
  const title = useRef<HTMLParagraphElement>(null);
  useEffect(() => title.current?.focus(), [done]);
  const send = async (event: Event) => {
    event.preventDefault();
    setMissing(!reason.value);
    if (!reason.value || controller.busy.peek()) return;
    const sent = await controller.say("report_conduct", { reason: reason.value, text: text.value });
    setRefused(sent ? "" : (controller.state.peek().problem?.message ?? ""));
    if (!sent) return;
    reason.value = "";
    text.value = "";
    setDone(true);
  };
  if (done)
    return (
      <Dialog title={gettext("Your report is on record")} onClose={onClose} testid="report-dialog">
        <p ref={title} tabIndex={-1} data-testid="report-done">
          {gettext("It is kept sealed. The person it is about does not see it.")}
        </p>
        <Complaint />
        <button type="button" class="button" data-testid="report-close" onClick={onClose}>
          {gettext("Close")}
        </button>
      </Dialog>
    );
  return (
    <Dialog title={gettext("How were you treated?")} onClose={onClose} testid="report-dialog">
      <p>{gettext("The person who attended you does not see this, and your matter goes on as before.")}</p>
      <Complaint />
      {refused && (
        <p class="callout bad" role="alert">
          {refused}
        </p>
      )}
      {missing && <ErrorSummary errors={[["report-0", gettext("Choose what happened.")]]} />}
      <form class="stack" onSubmit={(event) => void send(event)} noValidate>
        <fieldset>
          <legend>{gettext("What happened?")}</legend>
          <div class="choices">
            {page().conduct_reasons.map((one, index) => (
              <Choice
                key={one.code}
                id={`report-${index}`}
                name="report-reason"
                label={one.label}
                testid={`report-${one.code}`}
                checked={reason.value === one.code}
                onCheck={() => {
                  reason.value = one.code;
                }}
              />
            ))}
          </div>
        </fieldset>
        <NoteField
          name="note_report"
          label={gettext("In your words (optional)")}
          hint={gettext("Kept sealed.")}
          text={text}
        />
        <Answers
          name="report"
          confirm={gettext("Send the report")}
          cancel={gettext("Do not report")}
          disabled={controller.busy.value}
          onClose={onClose}
        />
      </form>
    </Dialog>
  );
}

/** No page shows a report to anybody: who wants an answer writes a complaint. */
function Complaint() {
  const { complaint } = page().urls;
  return (
    <p data-testid="report-complaint">
      {gettext("We count reports; nobody looks into each one.")}{" "}
      {complaint ? (
        <a href={complaint} target="_blank" rel="noopener">
          {gettext("For somebody to look into it, write a complaint (opens in another tab).")}
        </a>
      ) : (
        gettext("For somebody to look into it, call %(phone)s.", { phone: page().phone })
      )}
    </p>
  );
}
