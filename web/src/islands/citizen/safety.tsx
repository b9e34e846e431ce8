import { useEffect, useRef, useState } from "preact/hooks";
import { gettext } from "../../i18n";
import { page } from "../../page";
import type { CitizenSays, CitizenView } from "../../protocol";
import { Dialog } from "../../ui/dialog";
import { EmergencyDialog } from "../../ui/emergency";
import { Choice, ErrorSummary, NoteField } from "../../ui/fields";
import { Icon } from "../../ui/icon";
import type { Controller } from "./controller";

type Reason = CitizenSays["need_help"]["reason"];

/** Below every screen: whom to call, asking for help quietly, and what to do about an official's conduct. */
export function SafetyBar({ controller }: { controller: Controller }) {
  const [open, setOpen] = useState<"emergency" | "help" | "report" | null>(null);
  const view = controller.state.value.view;
  const shown = useCardShown(view);
  if (!view) return null;
  const close = () => setOpen(null);
  return (
    <section class="safety stack stack-tight" aria-label={gettext("Help and emergencies")}>
      {view.help && <Asked controller={controller} view={view} />}
      <div class="row">
        <button type="button" class="bare" data-testid="emergency" onClick={() => setOpen("emergency")}>
          {gettext("Emergency")}
        </button>
        {!view.help && !isOver(view) && (
          <button type="button" class="bare" data-testid="need-help" onClick={() => setOpen("help")}>
            {gettext("I need help")}
          </button>
        )}
        {view.can_report && (
          <button type="button" class="bare" data-testid="report" onClick={() => setOpen("report")}>
            {gettext("Report how I was treated")}
          </button>
        )}
      </div>
      {open === "emergency" && <EmergencyDialog onClose={close} />}
      {open !== "emergency" && shown.open && (
        <EmergencyDialog onClose={shown.close} lead={gettext("The person who attends you shows you these numbers.")} />
      )}
      {open === "help" && <HelpDialog controller={controller} onClose={close} />}
      {open === "report" && <ReportDialog controller={controller} onClose={close} />}
    </section>
  );
}

const OVER: ReadonlySet<string> = new Set(["served", "left", "cancelled", "carried_over", "lapsed"]);

function isOver(view: CitizenView): boolean {
  return OVER.has(view.ticket.state);
}

/** The card opens for each time that the director shows it, and stays closed once it was closed. */
function useCardShown(view: CitizenView | null): { open: boolean; close: () => void } {
  const at = view?.call?.emergency_at ?? null;
  const [closed, setClosed] = useState<string | null>(null);
  return { open: at !== null && at !== closed, close: () => setClosed(at) };
}

function Asked({ controller, view }: { controller: Controller; view: CitizenView }) {
  return (
    <div class="callout note" data-testid="help-asked" data-answered={String(view.help?.answered)}>
      <Icon name="info" />
      <div class="stack stack-tight">
        <p role="status">
          {view.help?.answered
            ? gettext("Somebody has seen that you need help and is on it.")
            : gettext("The people who look after the audience know that you need help. Your place is kept.")}
        </p>
        <button
          type="button"
          class="bare"
          data-testid="help-over"
          disabled={controller.busy.value}
          onClick={() => void controller.helpOver()}
        >
          {gettext("I no longer need help")}
        </button>
      </div>
    </div>
  );
}

function HelpDialog({ controller, onClose }: { controller: Controller; onClose: () => void }) {
  const reasons: [Reason, string][] = [
    ["devices", gettext("My camera, microphone or page does not work")],
    ["unwell", gettext("I do not feel well")],
    ["unsafe", gettext("I do not feel safe")],
  ];
  const ask = (reason: Reason) => {
    onClose();
    void controller.needHelp(reason);
  };
  return (
    <Dialog title={gettext("What do you need help with?")} onClose={onClose} testid="help-dialog">
      <p>{gettext("Only the people who look after the audience see it. Nobody in the call hears or reads it.")}</p>
      <div class="stack">
        {reasons.map(([reason, label]) => (
          <button
            key={reason}
            type="button"
            class="button second full"
            data-testid={`help-${reason}`}
            onClick={() => ask(reason)}
          >
            {label}
          </button>
        ))}
      </div>
      <p class="soft small">{gettext("If you are in danger, call one of the numbers under “Emergency”.")}</p>
      <button type="button" class="bare" data-testid="help-cancel" onClick={onClose}>
        {gettext("I do not need help")}
      </button>
    </Dialog>
  );
}

function ReportDialog({ controller, onClose }: { controller: Controller; onClose: () => void }) {
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
        <div class="row">
          <button type="submit" class="button" data-testid="report-send" disabled={controller.busy.value}>
            {gettext("Send the report")}
          </button>
          <button type="button" class="button second" data-testid="report-cancel" onClick={onClose}>
            {gettext("Do not report")}
          </button>
        </div>
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
