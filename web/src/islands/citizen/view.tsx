import { useEffect, useRef } from "preact/hooks";
import { gettext } from "../../i18n";
import { later } from "../../ui/later";
import { LiveRegions } from "../../ui/live";
import { ConnectionNote, ProblemNote, RefusedPage } from "../../ui/notes";
import { OtherTabNote } from "../../ui/other_tab";
import { Announcements } from "./announcements";
import { CallScreen } from "./call";
import { CitizenChat } from "./chat";
import type { Controller } from "./controller";
import type { Ended as EndedPart } from "./ended";
import { LineScreen, PostponedScreen } from "./line";
import { PhoneScreen } from "./phone";
import { SafetyBar } from "./safety";
import { type Screen, screenOf } from "./state";
import { CameraPaused, LineNotes, NoMedia } from "./weak";

export const Ended = later<Parameters<typeof EndedPart>[0]>(
  () => import("./ended").then((module) => module.Ended),
  "ended",
);

/** The citizen's whole page: one screen for each state of the ticket. */
export function CitizenPage({ controller }: { controller: Controller }) {
  const state = controller.state.value;
  const refusal = controller.line.refusal.value;
  const screen = screenOf(state);
  const top = useFocusOnChange(screen);
  if (refusal) return <RefusedPage problem={refusal} />;
  if (!state.view) return null;
  return (
    <div class="stack" data-testid="screen" data-screen={screen} data-state={state.view.ticket.state}>
      <LiveRegions />
      <div ref={top} tabIndex={-1} class="stack">
        <ConnectionNote connection={controller.line.connection.value} kept={keptWords(screen, controller)} />
        <OtherTabNote tab={controller.tab} />
        <ProblemNote
          problem={state.problem}
          onClose={() => controller.dispatch({ type: "dismiss", what: "problem" })}
        />
        <LineNotes controller={controller} />
        <Announcements controller={controller} />
        <CitizenChat controller={controller} channel="help" />
        <ScreenOf screen={screen} controller={controller} />
        <SafetyBar controller={controller} />
      </div>
    </div>
  );
}

/** In a call only what was measured: that the sound comes. */
function keptWords(screen: Screen, controller: Controller): string {
  if (screen !== "call") return gettext("Your place is kept.");
  return controller.arriving.value.sounds.size ? gettext("A call that is under way goes on.") : "";
}

function ScreenOf({ screen, controller }: { screen: Screen; controller: Controller }) {
  switch (screen) {
    case "line":
      return <LineScreen controller={controller} />;
    case "postponed":
      return <PostponedScreen controller={controller} />;
    case "called":
    case "call":
      // What comes after a call is there by then, also on a line that breaks just at its end.
      for (const part of [Ended, NoMedia, CameraPaused]) void part.load().catch(() => undefined);
      // One component for both: the picture's element stays, ready for the first frame.
      return <CallScreen controller={controller} />;
    case "phone":
      return <PhoneScreen controller={controller} />;
    default:
      return <Ended screen={screen} controller={controller} />;
  }
}

/** When the screen changes under a person, focus goes to its top, where a screen reader begins to read. */
function useFocusOnChange(screen: Screen) {
  const top = useRef<HTMLDivElement>(null);
  const before = useRef<Screen | null>(null);
  useEffect(() => {
    if (before.current !== null && before.current !== screen) {
      top.current?.focus({ preventScroll: true });
      scrollTo({ top: 0 });
    }
    before.current = screen;
  }, [screen]);
  return top;
}
