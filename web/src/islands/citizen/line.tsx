import { useState } from "preact/hooks";
import { gettext } from "../../i18n";
import { page } from "../../page";
import type { CitizenView } from "../../protocol";
import { Icon } from "../../ui/icon";
import { later } from "../../ui/later";
import { ChangeNotes } from "./changes";
import { Elsewhere } from "./chat";
import { CheckCard } from "./check";
import type { Controller } from "./controller";
import { DataSoFar } from "./cost";
import { FolioCard, HistoryList } from "./folio";
import { LeaveButton } from "./leave";
import { MattersCard } from "./matters";
import { OfferCard } from "./offer";
import { PhoneCard } from "./phone";
import { PlaceCard, QueueNote } from "./place";
import { PostponeButton, PostponedCard } from "./postpone";
import { ReadyCard } from "./ready";

const TellMe = later(() => import("../tell_me").then((module) => module.TellMe), "tell_me");

/** The waiting room. */
export function LineScreen({ controller }: { controller: Controller }) {
  const view = controller.state.value.view;
  if (!view) return null;
  return (
    <>
      <ChangeNotes controller={controller} />
      <div class="live-grid">
        <div class="stack stack-loose">
          <OfferCard controller={controller} />
          <ReadyCard controller={controller} />
          <PlaceCard view={view} />
          <MyTime controller={controller} />
          {page().tells && <TellMeCard />}
          <PhoneCard controller={controller} view={view} />
          <CheckCard controller={controller} view={view} />
          <MattersCard controller={controller} />
          <WhatNext phone={view.ticket.medium === "phone"} />
        </div>
        <Aside controller={controller} view={view} />
      </div>
    </>
  );
}

/** Others go first for a while. */
export function PostponedScreen({ controller }: { controller: Controller }) {
  const view = controller.state.value.view;
  if (!view) return null;
  return (
    <div class="live-grid">
      <div class="stack stack-loose">
        <OfferCard controller={controller} />
        <PostponedCard controller={controller} view={view} />
        <QueueNote view={view} />
        {page().tells && <TellMeCard />}
        <PhoneCard controller={controller} view={view} />
        <CheckCard controller={controller} view={view} />
        <MattersCard controller={controller} />
      </div>
      <Aside controller={controller} view={view} />
    </div>
  );
}

function Aside({ controller, view }: { controller: Controller; view: CitizenView }) {
  return (
    <aside class="stack stack-loose">
      <FolioCard view={view} />
      <HistoryList history={view.history} open />
      <Elsewhere controller={controller} />
      <DataSoFar controller={controller} />
      <LeaveButton controller={controller} />
    </aside>
  );
}

function MyTime({ controller }: { controller: Controller }) {
  return (
    <section class="panel stack" aria-label={gettext("My time")}>
      <p>{gettext("Do you need a while? Let others pass without losing your time of arrival.")}</p>
      <PostponeButton controller={controller} name="postpone" label={gettext("Let others pass…")} />
    </section>
  );
}

/** What is behind the button is fetched when somebody wants it, or wanted it on this page before. */
function TellMeCard() {
  const [open, setOpen] = useState(asked());
  if (open) return <TellMe />;
  return (
    <section class="panel row spread" aria-label={gettext("Tell me when I am near")}>
      <p class="note">{gettext("You may close this page: your place is the same.")}</p>
      <button type="button" class="button second" data-testid="tell-open" onClick={() => setOpen(true)}>
        <Icon name="bell" />
        {gettext("Tell me when I am near")}
      </button>
    </section>
  );
}

function asked(): boolean {
  try {
    return localStorage.getItem("audiencia:tell") !== null;
  } catch {
    return false;
  }
}

function WhatNext({ phone }: { phone: boolean }) {
  if (phone)
    return (
      <section class="stack" aria-labelledby="next-title">
        <h2 id="next-title">{gettext("What happens next")}</h2>
        <ul class="ticks">
          <li>{gettext("When it is your turn the director calls your telephone. Please keep it free and answer.")}</li>
          <li>{gettext("You may close this page: your place is the same.")}</li>
          <li>{gettext("If you cannot answer we call once more before your turn passes.")}</li>
        </ul>
      </section>
    );
  return (
    <section class="stack" aria-labelledby="next-title">
      <h2 id="next-title">{gettext("What happens next")}</h2>
      <ul class="ticks">
        <li>{gettext("Keep this page open. When it is your turn you hear a sound and the screen changes.")}</li>
        <li>
          {gettext("You then have %(n)d seconds to press one button and enter the call.", { n: page().answer_seconds })}
        </li>
        <li>{gettext("If your connection drops or you close the page, open it again: your place is the same.")}</li>
      </ul>
    </section>
  );
}
