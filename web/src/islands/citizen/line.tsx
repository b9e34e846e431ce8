import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { gettext } from "../../i18n";
import type { CitizenView } from "../../protocol";
import { later } from "../../ui/later";
import { ChangeNotes } from "./changes";
import type { Controller } from "./controller";
import { KeepCard } from "./keep";
import type { MoreSheet as SheetPart } from "./more";
import { NextStep } from "./next_step";
import { OfferCard } from "./offer";
import { PlaceCard, QueueNote } from "./place";
import { PostponedCard } from "./postpone";

/** Fetched when somebody opens them. */
export const MoreSheet = later<Parameters<typeof SheetPart>[0]>(
  () => import("./more").then((module) => module.MoreSheet),
  "more",
);
export const CheckDialog = later<{ controller: Controller; onClose: () => void }>(
  () => import("./check_dialog").then((module) => module.CheckDialog),
  "check_dialog",
);

/** The waiting room. */
export function LineScreen({ controller }: { controller: Controller }) {
  const view = controller.state.value.view;
  if (!view) return null;
  return (
    <Waiting controller={controller} view={view}>
      <PlaceCard view={view} />
    </Waiting>
  );
}

/** Others go first for a while. */
export function PostponedScreen({ controller }: { controller: Controller }) {
  const view = controller.state.value.view;
  if (!view) return null;
  return (
    <Waiting controller={controller} view={view}>
      <PostponedCard controller={controller} view={view} />
      <QueueNote view={view} />
    </Waiting>
  );
}

interface WaitingProps {
  controller: Controller;
  view: CitizenView;
  children: ComponentChildren;
}

/** How it stands, the one thing to do now, and folio and PIN; all else is one press away. */
function Waiting({ controller, view, children }: WaitingProps) {
  const [open, setOpen] = useState<"more" | "check" | null>(null);
  const close = () => setOpen(null);
  const check = () => setOpen("check");
  // What was chosen there is done.
  useEffect(close, [view.ticket.medium]);
  return (
    <div class="waiting">
      <div class="stack">
        <ChangeNotes controller={controller} />
        <OfferCard controller={controller} />
        {children}
        <NextStep controller={controller} view={view} onCheck={check} />
      </div>
      <aside class="stack">
        <KeepCard view={view} />
        <button
          type="button"
          class="button second full"
          data-testid="more"
          aria-haspopup="dialog"
          onClick={() => setOpen("more")}
        >
          {gettext("More options")}
        </button>
        <p class="small">
          <a href="/su-llamada" target="_blank" rel="noopener" data-testid="to-your-call">
            {gettext("Who can see and hear your call?")}
          </a>
        </p>
      </aside>
      {open === "more" && <MoreSheet controller={controller} onCheck={check} onClose={close} />}
      {open === "check" && <CheckDialog controller={controller} onClose={close} />}
    </div>
  );
}
