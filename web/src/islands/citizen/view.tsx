import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { gettext } from "../../i18n";
import { later } from "../../ui/later";
import { LiveRegions } from "../../ui/live";
import { ConnectionNote, ProblemNote, RefusedPage } from "../../ui/notes";
import { OtherTabNote } from "../../ui/other_tab";
import { Announcements } from "./announcements";
import type { CallScreen as CallPart } from "./call";
import { HelpChat } from "./chat";
import type { Controller } from "./controller";
import type { Ended as EndedPart } from "./ended";
import { LineScreen, PostponedScreen } from "./line";
import { loadCallNews } from "./news_words";
import { PhoneScreen } from "./phone";
import { CardShown, SafetyBar } from "./safety";
import { type CitizenState, callIsNear, type Screen, screenOf } from "./state";
import { CameraPaused, LineNotes, NoMedia } from "./weak";

export const Ended = later<Parameters<typeof EndedPart>[0]>(
  () => import("./ended").then((module) => module.Ended),
  "ended",
  () => <h1>{gettext("Your ticket")}</h1>,
);

/** All of the call, and of being called: fetched when a call is near. */
export const CallScreen = later<Parameters<typeof CallPart>[0]>(
  () => import("./call").then((module) => module.CallScreen),
  "call",
  ({ controller, notes }) => (
    <div class="call-coming stack">
      <h1>{screenOf(controller.state.value) === "called" ? gettext("It is your turn") : gettext("In call")}</h1>
      {notes}
    </div>
  ),
);

/** The citizen's whole page: one screen for each state of the ticket. */
export function CitizenPage({ controller }: { controller: Controller }) {
  const state = controller.state.value;
  const refusal = controller.line.refusal.value;
  const screen = screenOf(state);
  const full = screen === "called" || screen === "call";
  const top = useFocusOnChange(screen);
  useLateParts(state);
  useWholeWindow(full && !refusal);
  if (refusal) return <RefusedPage problem={refusal} />;
  if (!state.view) return null;
  return (
    <div class={full ? "" : "stack"} data-testid="screen" data-screen={screen} data-state={state.view.ticket.state}>
      <LiveRegions />
      <div ref={top} tabIndex={-1} class={full ? "" : "stack"}>
        {full ? (
          // One component for both: the picture's element stays, ready for the first frame.
          <CallScreen key="call" controller={controller} notes={<Notes screen={screen} controller={controller} />} />
        ) : (
          <>
            <Notes screen={screen} controller={controller} />
            <ScreenOf screen={screen} controller={controller} />
            <SafetyBar controller={controller} />
            <CardShown controller={controller} />
          </>
        )}
      </div>
    </div>
  );
}

/** Of the line, of other tabs, of what was refused, of what the network carries, from the moderators. */
function Notes({ screen, controller }: { screen: Screen; controller: Controller }) {
  return (
    <>
      <ConnectionNote connection={controller.line.connection.value} kept={keptWords(screen, controller)} />
      <OtherTabNote tab={controller.tab} />
      <ProblemNote
        problem={controller.state.value.problem}
        onClose={() => controller.dispatch({ type: "dismiss", what: "problem" })}
      />
      <LineNotes controller={controller} />
      <Announcements controller={controller} />
      <HelpChat controller={controller} />
    </>
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
    case "phone":
      return <PhoneScreen controller={controller} />;
    default:
      return <Ended screen={screen} controller={controller} />;
  }
}

/** What a call needs is there before it, and what comes after it during it: then there may be too little of a line. */
function useLateParts(state: CitizenState): void {
  const near = callIsNear(state);
  const screen = screenOf(state);
  const now = screen === "called" || screen === "call";
  useEffect(() => {
    if (near) for (const load of [CallScreen.load, loadCallNews]) void load().catch(() => undefined);
  }, [near]);
  useEffect(() => {
    if (now) for (const part of [Ended, NoMedia, CameraPaused]) void part.load().catch(() => undefined);
  }, [now]);
}

/** Header and footer are away while a call fills the window: `body[data-stage]` in call.css. */
function useWholeWindow(wanted: boolean): void {
  useLayoutEffect(() => {
    document.body.toggleAttribute("data-stage", wanted);
    return () => document.body.removeAttribute("data-stage");
  }, [wanted]);
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
