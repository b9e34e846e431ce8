import { useState } from "preact/hooks";
import { gettext } from "../../i18n";
import type { CitizenSays, CitizenView } from "../../protocol";
import { Dialog } from "../../ui/dialog";
import { EmergencyDialog } from "../../ui/emergency";
import { Icon } from "../../ui/icon";
import { later } from "../../ui/later";
import type { Controller } from "./controller";

/** Fetched when somebody wants to report. */
export const ReportDialog = later<{ controller: Controller; onClose: () => void }>(
  () => import("./report_dialog").then((module) => module.ReportDialog),
  "report_dialog",
);

type Reason = CitizenSays["need_help"]["reason"];

/** On every screen: whom to call, asking for help quietly, and what to do about an official's conduct. */
export function SafetyBar({ controller }: { controller: Controller }) {
  return (
    <section class="safety stack stack-tight" aria-label={gettext("Help and emergencies")}>
      <HelpAsked controller={controller} />
      <SafetyButtons controller={controller} />
    </section>
  );
}

export function SafetyButtons({ controller }: { controller: Controller }) {
  const [open, setOpen] = useState<"emergency" | "help" | "report" | null>(null);
  const view = controller.state.value.view;
  if (!view) return null;
  const close = () => setOpen(null);
  return (
    <>
      <div class="row">
        <button type="button" class="bare" data-testid="emergency" onClick={() => setOpen("emergency")}>
          {gettext("Emergency")}
        </button>
        {!view.help && mayAsk(view) && (
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
      {open === "help" && <HelpDialog controller={controller} onClose={close} />}
      {open === "report" && <ReportDialog controller={controller} onClose={close} />}
    </>
  );
}

/** Opens for each time that the director shows the card, and stays closed once it was closed. */
export function CardShown({ controller }: { controller: Controller }) {
  const at = controller.state.value.view?.call?.emergency_at ?? null;
  const [closed, setClosed] = useState<string | null>(null);
  if (at === null || at === closed) return null;
  return (
    <EmergencyDialog
      onClose={() => setClosed(at)}
      lead={gettext("The person who attends you shows you these numbers.")}
    />
  );
}

const OVER: ReadonlySet<string> = new Set(["served", "left", "cancelled", "carried_over", "lapsed"]);

const HAD_THEIR_TURN: ReadonlySet<string> = new Set([...OVER, "wrap_up", "outcome_pending"]);

/** While somebody looks after the line: not before it has begun, nor when the number is over. */
function mayAsk(view: CitizenView): boolean {
  return view.session.state !== "planned" && !OVER.has(view.ticket.state);
}

/** That help was asked for, and whether somebody comes. */
export function HelpAsked({ controller }: { controller: Controller }) {
  const { view } = controller.state.value;
  return view?.help ? <Asked controller={controller} view={view} /> : null;
}

function Asked({ controller, view }: { controller: Controller; view: CitizenView }) {
  const known = HAD_THEIR_TURN.has(view.ticket.state)
    ? gettext("The people who look after the audience know that you need help.")
    : gettext("The people who look after the audience know that you need help. Your place is kept.");
  return (
    <div class="callout note" data-testid="help-asked" data-answered={String(view.help?.answered)}>
      <Icon name="info" />
      <div class="stack stack-tight">
        <p role="status">
          {view.help?.answered ? gettext("Somebody has seen that you need help and is on it.") : known}
        </p>
        <button type="button" class="bare" data-testid="help-over" onClick={() => void controller.helpOver()}>
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
