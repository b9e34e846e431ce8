import { useEffect } from "preact/hooks";
import { gettext } from "../../i18n";
import { drawn } from "../../ui/curtain";
import { CurtainButton } from "../../ui/curtain_button";
import { KnockQuestion } from "../../ui/knock";
import { LiveRegions } from "../../ui/live";
import { ConnectionNote, ProblemNote, RefusedPage } from "../../ui/notes";
import { OtherTabNote } from "../../ui/other_tab";
import { Invitation, PresentBanner } from "./assist";
import { CallPanel, PersonPanel } from "./call";
import { CallChat, Elsewhere } from "./chat";
import { CompanyPanel } from "./company";
import type { Controller } from "./controller";
import { WaitingPanel } from "./lists";
import { Knocking, MayorPanel } from "./mayor";
import { OwnMedia } from "./own_media";
import { PendingPanel } from "./pending";
import { OwedPanel } from "./promises";
import { AvailablePanel, ClosedPanel, LostPanel, PausedPanel } from "./room";
import { RoomBar } from "./room_bar";
import { HelpButton } from "./safety";
import { phaseOf } from "./state";

/** The director's console: the room at the left, who waits at the right; on a telephone one below the other. */
export function DirectorPage({ controller }: { controller: Controller }) {
  useShortcut(controller);
  const refusal = controller.line.refusal.value;
  const { view, problem } = controller.state.value;
  if (refusal) return <RefusedPage problem={refusal} staff />;
  if (!view) return null;
  const phase = phaseOf(view);
  const mayor = controller.mayor.value;
  return (
    <div class="stack" data-testid="console" data-phase={phase}>
      <LiveRegions />
      <header class="row spread console-head">
        <div>
          <h1>{view.department}</h1>
          <p class="soft">{view.director}</p>
          {view.room.serves.length > 1 && (
            <p class="soft small" data-testid="serves">
              {gettext("Attends: %(departments)s", { departments: view.room.serves.join(", ") })}
            </p>
          )}
        </div>
        <div class="row">
          <ConnectionNote
            connection={controller.line.connection.value}
            kept={controller.arriving.value.sounds.size ? gettext("A call that is under way goes on.") : ""}
          />
          <CurtainButton curtain={controller.curtain} />
          <RoomBar controller={controller} view={view} />
          <HelpButton controller={controller} view={view} />
          <Elsewhere controller={controller} />
        </div>
      </header>
      <OtherTabNote tab={controller.tab} />
      <OwnMedia controller={controller} />
      <ProblemNote problem={problem} onClose={() => controller.dispatch({ type: "dismiss" })} />
      {view.assist && <Invitation controller={controller} assist={view.assist} />}
      {view.knock?.role === "asked" && (
        <KnockQuestion
          knock={view.knock}
          busy={controller.busy.value}
          hint={gettext(
            "The citizen is asked as well. Only if both agree somebody comes in; nobody learns who said no.",
          )}
          onAnswer={(agree) => void controller.answerKnock(view.knock?.knock_id ?? 0, agree)}
        />
      )}
      {mayor && <Knocking controller={controller} view={view} />}
      {view.assist?.joined && <PresentBanner assist={view.assist} />}
      <div class="console">
        <div class="console-main">
          {phase === "closed" && <ClosedPanel controller={controller} view={view} />}
          {(phase === "available" || phase === "draining") && <AvailablePanel controller={controller} view={view} />}
          {phase === "disconnected" && <LostPanel controller={controller} />}
          {phase === "paused" && <PausedPanel controller={controller} view={view} />}
          {phase !== "closed" && <CallPanel controller={controller} view={view} />}
        </div>
        <div class="console-side">
          <CallChat controller={controller} view={view} />
          <PersonPanel controller={controller} view={view} />
          {phase !== "closed" && <CompanyPanel controller={controller} view={view} />}
          {mayor ? (
            <MayorPanel controller={controller} view={view} mayor={mayor} />
          ) : (
            <OwedPanel controller={controller} found={view.commitments} title={gettext("Commitments to keep")} />
          )}
          <PendingPanel controller={controller} view={view} />
          <WaitingPanel controller={controller} view={view} />
        </div>
      </div>
    </div>
  );
}

/** F8 calls the next, F2 asks for help: keys that write nothing, so that they disturb no text field and no screen reader. */
function useShortcut(controller: Controller): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      // Help is asked for behind the curtain too; nobody is called from there.
      const calls = event.key === "F8" && !drawn.peek();
      if (event.repeat || (!calls && event.key !== "F2")) return;
      event.preventDefault();
      void (calls ? controller.callNext() : controller.askHelp());
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [controller]);
}
