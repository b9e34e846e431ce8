import { useEffect, useRef, useState } from "preact/hooks";
import { gettext } from "../../i18n";
import { page } from "../../page";
import type { CitizenView } from "../../protocol";
import { Answers } from "../../ui/answers";
import { Dialog } from "../../ui/dialog";
import { Choice, ErrorSummary, NoteField } from "../../ui/fields";
import type { Controller } from "./controller";

/** What happened, for those who look into it. */
export function ReportDialog({ controller, onClose }: { controller: Controller; onClose: () => void }) {
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  const [done, setDone] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const title = useRef<HTMLParagraphElement>(null);
  useEffect(() => title.current?.focus(), [done]);
  const send = async (event: Event) => {
    event.preventDefault();
    setMissing(!reason);
    if (!reason || !form.current) return;
    const text = String(new FormData(form.current).get("note_report") ?? "");
    if (await controller.report(reason, text)) setDone(true);
  };
  if (done)
    return (
      <Dialog title={gettext("Your report is on record")} onClose={onClose} testid="report-dialog">
        <p ref={title} tabIndex={-1} data-testid="report-done">
          {gettext("Whoever looks into it reads it. The person it is about does not see it.")}
        </p>
        <button type="button" class="button" data-testid="report-close" onClick={onClose}>
          {gettext("Close")}
        </button>
      </Dialog>
    );
  const refused = controller.state.value.problem;
  return (
    <Dialog title={gettext("How were you treated?")} onClose={onClose} testid="report-dialog">
      <p>{gettext("The person who attended you does not see this, and your matter goes on as before.")}</p>
      {refused && (
        <p class="callout bad" role="alert">
          {refused.message}
        </p>
      )}
      {missing && <ErrorSummary errors={[["report-0", gettext("Choose what happened.")]]} />}
      <form ref={form} class="stack" onSubmit={(event) => void send(event)} noValidate>
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
                checked={reason === one.code}
                onCheck={() => setReason(one.code)}
              />
            ))}
          </div>
        </fieldset>
        <NoteField
          name="note_report"
          label={gettext("In your words (optional)")}
          hint={gettext("Kept sealed until somebody looks into it.")}
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

/** Why the call was ended, and what a review of it found. */
export function ConductCard({ view }: { view: CitizenView }) {
  const { conduct } = view;
  if (!conduct) return null;
  return (
    <section
      class="panel stack"
      aria-labelledby="conduct-title"
      data-testid="conduct"
      data-review={conduct.review ?? "none"}
    >
      <h2 id="conduct-title">{gettext("The call was ended because of conduct")}</h2>
      <p>{conduct.explanation}</p>
      {conduct.review === null && (
        <p>
          {gettext(
            "A moderator reviews every ending like this one; you need not ask for it. If you want to say how it was, call %(phone)s and give your folio %(folio)s. Your matter keeps its folio and its result.",
            { phone: page().phone, folio: view.folio },
          )}
        </p>
      )}
      {conduct.review === "upheld" && (
        <p role="status">
          {gettext(
            "A moderator reviewed it, and it stands. Your matter keeps its folio and its result. If you do not agree, call %(phone)s and give your folio %(folio)s.",
            { phone: page().phone, folio: view.folio },
          )}
        </p>
      )}
      {conduct.review === "reversed" && <Reversed view={view} />}
    </section>
  );
}

function Reversed({ view }: { view: CitizenView }) {
  const back = view.conduct?.place_back;
  return (
    <div class="callout good stack" role="status">
      <p class="strong">{gettext("A moderator reviewed it: the call should not have been ended. We are sorry.")}</p>
      {back === "same_place" && (
        <>
          <p>{gettext("You can take your place again, with the time of arrival you had.")}</p>
          <p>
            <a class="button" href={`/areas/${view.ticket.department_slug}`} data-testid="take-place-back">
              {gettext("Take my place again")}
            </a>
          </p>
        </>
      )}
      {back === "priority" && (
        <p>{gettext("At the next session you have priority: join with this folio and its PIN.")}</p>
      )}
    </div>
  );
}
