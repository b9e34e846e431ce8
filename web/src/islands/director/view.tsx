import { gettext } from "../../i18n";
import type { DirectorView } from "../../protocol";
import { CurtainButton } from "../../ui/curtain_button";
import { KnockQuestion } from "../../ui/knock";
import { LiveRegions } from "../../ui/live";
import { ConnectionNote, ProblemNote, RefusedPage } from "../../ui/notes";
import { OtherTabNote } from "../../ui/other_tab";
import { Guests, Invitation, PresentBanner } from "./assist";
import { CallPanel } from "./call";
import { Elsewhere } from "./chat";
import type { Controller } from "./controller";
import { DeskBar, SessionClock } from "./desk_bar";
import { KeysButton, useKeys } from "./keys";
import { Knocking } from "./mayor";
import { OwnMedia } from "./own_media";
import { Waiting } from "./relative";
import { RightColumn } from "./right";
import { AvailablePanel, ClosedPanel, LostPanel, PausedPanel } from "./room";
import { RoomBar } from "./room_bar";
import { HelpButton } from "./safety";
import { guestsOf, phaseOf } from "./state";
import { Transfer } from "./transfer";
import { useDraft } from "./working_note";

interface Props {
  controller: Controller;
  view: DirectorView;
}

/** The director's console: a bar on top, the picture at the left, the person at the right; in a small window one column. */
export function DirectorPage({ controller }: { controller: Controller }) {
  useKeys(controller);
  const refusal = controller.line.refusal.value;
  const { view } = controller.state.value;
  if (refusal) return <RefusedPage problem={refusal} staff />;
  return view && <Desk controller={controller} view={view} />;
}

function Desk({ controller, view }: Props) {
  const phase = phaseOf(view);
  const draft = useDraft(controller.drafts, view.current);
  return (
    <div class="console" data-testid="console" data-phase={phase}>
      <LiveRegions />
      <Bar controller={controller} view={view} />
      <div class="console-columns">
        <div class="console-left">
          <StageNotes controller={controller} view={view} />
          {phase === "closed" && <ClosedPanel controller={controller} view={view} />}
          {phase === "disconnected" && <LostPanel controller={controller} />}
          {phase !== "closed" && <CallPanel controller={controller} view={view} draft={draft} />}
          {(phase === "available" || phase === "draining") && <AvailablePanel controller={controller} view={view} />}
          {phase === "paused" && <PausedPanel controller={controller} view={view} />}
        </div>
        <RightColumn controller={controller} view={view} draft={draft} />
      </div>
      <Transfer controller={controller} view={view} />
    </div>
  );
}

function Bar({ controller, view }: Props) {
  const { serves } = view.room;
  return (
    <DeskBar title={view.department} who={view.director} menu={<Elsewhere controller={controller} />}>
      {serves.length > 1 && (
        <p class="console-serves soft" data-testid="serves" title={serves.join(", ")}>
          {gettext("Attends: %(departments)s", { departments: serves.join(", ") })}
        </p>
      )}
      <SessionClock session={view.session} />
      <RoomBar controller={controller} view={view} />
      <CurtainButton curtain={controller.curtain} />
      <ConnectionNote
        connection={controller.line.connection.value}
        kept={controller.arriving.value.sounds.size ? gettext("A call that is under way goes on.") : ""}
      />
      <HelpButton controller={controller} view={view} />
      <KeysButton />
    </DeskBar>
  );
}

/** What has to be read now, over the picture. */
function StageNotes({ controller, view }: Props) {
  const { assist, knock, relative } = view;
  return (
    <div class="console-notes">
      <ProblemNote problem={controller.state.value.problem} onClose={() => controller.dispatch({ type: "dismiss" })} />
      <OtherTabNote tab={controller.tab} />
      <OwnMedia controller={controller} />
      {assist && <Invitation controller={controller} assist={assist} />}
      {relative && <Waiting key={relative.relative_id} controller={controller} waits={relative} />}
      {knock?.role === "asked" && (
        <KnockQuestion
          knock={knock}
          busy={controller.busy.value}
          hint={gettext(
            "The citizen is asked as well. Only if both agree somebody comes in; nobody learns who said no.",
          )}
          onAnswer={(agree) => void controller.answerKnock(knock.knock_id, agree)}
        />
      )}
      {controller.mayor.value && <Knocking controller={controller} view={view} />}
      <PresentBanner view={view} />
      {view.current && <Guests controller={controller} guests={guestsOf(view)} />}
    </div>
  );
}
