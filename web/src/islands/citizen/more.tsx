import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { minutesSince, now } from "../../clock";
import { clock, minutes } from "../../format";
import { gettext } from "../../i18n";
import { page } from "../../page";
import type { CitizenView } from "../../protocol";
import { Dialog } from "../../ui/dialog";
import { Icon } from "../../ui/icon";
import { later } from "../../ui/later";
import { Elsewhere } from "./chat";
import type { Controller } from "./controller";
import { DataSoFar } from "./cost";
import { HistoryList } from "./folio";
import { LeaveButton } from "./leave";
import { MattersCard } from "./matters";
import { PhoneButton, VideoButton } from "./phone";
import { PostponeButton } from "./postpone";

const TellMe = later(() => import("../tell_me").then((module) => module.TellMe), "tell_me");

interface Props {
  controller: Controller;
  onCheck: () => void;
  onClose: () => void;
}

/** All that can be done while one waits besides the next step, and what is good to know. */
export function MoreSheet({ controller, onCheck, onClose }: Props) {
  const view = controller.state.value.view;
  if (!view) return null;
  const byPhone = view.ticket.medium === "phone";
  return (
    <Dialog title={gettext("More options")} onClose={onClose} testid="more-dialog">
      <button type="button" class="bare options-close" data-testid="more-close" onClick={onClose}>
        {gettext("Close")}
      </button>
      <div class="options">
        {view.ticket.state !== "postponed" && (
          <Option hint={gettext("You keep your time of arrival.")}>
            <PostponeButton controller={controller} name="postpone" label={gettext("Let others pass…")} />
          </Option>
        )}
        <Option hint={byPhone ? "" : gettext("No camera, no microphone, or little data?")}>
          {byPhone ? (
            <VideoButton controller={controller} label={gettext("Attend me by video after all")} />
          ) : (
            <PhoneButton controller={controller} />
          )}
        </Option>
        {!byPhone && <CheckOption onCheck={onCheck} />}
        {page().tells && <TellMeOption />}
        <MattersCard controller={controller} />
        <Elsewhere controller={controller} />
        <WhatNext phone={byPhone} />
        <HistoryList history={view.history} open />
        <p class="soft small">{sinceText(view)}</p>
        <DataSoFar controller={controller} />
        <p class="small">
          {gettext("With your folio and PIN you see your result at any time in")}{" "}
          <a href={page().urls.follow}>{gettext("Follow my folio")}</a>.
        </p>
        <LeaveButton controller={controller} />
      </div>
    </Dialog>
  );
}

interface OptionProps {
  hint: string;
  children: ComponentChildren;
}

function Option({ hint, children }: OptionProps) {
  return (
    <div>
      {children}
      {hint && <p class="soft small">{hint}</p>}
    </div>
  );
}

function CheckOption({ onCheck }: { onCheck: () => void }) {
  return (
    <Option hint="">
      <button type="button" class="button second" data-testid="check-again" onClick={onCheck}>
        <Icon name="camera" />
        {gettext("Try my camera and microphone")}
      </button>
    </Option>
  );
}

/** What is behind the button is fetched when somebody wants it, or wanted it on this page before. */
function TellMeOption() {
  const [open, setOpen] = useState(asked());
  if (open) return <TellMe />;
  return (
    <Option hint={gettext("You may close this page: your place is the same.")}>
      <button type="button" class="button second" data-testid="tell-open" onClick={() => setOpen(true)}>
        <Icon name="bell" />
        {gettext("Tell me when I am near")}
      </button>
    </Option>
  );
}

function asked(): boolean {
  try {
    return localStorage.getItem("audiencia:tell") !== null;
  } catch {
    return false;
  }
}

function sinceText({ booking, ticket }: CitizenView): string {
  if (booking)
    return gettext("You booked this place. Your hour began at %(time)s.", { time: clock(booking.starts_at) });
  return gettext("You arrived at %(time)s, %(ago)s ago.", {
    time: clock(ticket.joined_at),
    ago: minutes(minutesSince(ticket.joined_at, now.value)),
  });
}

function WhatNext({ phone }: { phone: boolean }) {
  return (
    <details>
      <summary>{gettext("What happens next")}</summary>
      <ul class="ticks">
        {nextTexts(phone).map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </details>
  );
}

function nextTexts(phone: boolean): readonly string[] {
  if (phone)
    return [
      gettext("When it is your turn the director calls your telephone. Please keep it free and answer."),
      gettext("You may close this page: your place is the same."),
      gettext("If you cannot answer we call once more before your turn passes."),
    ];
  return [
    gettext("Keep this page open. When it is your turn you hear a sound and the screen changes."),
    gettext("You then have %(n)d seconds to press one button and enter the call.", { n: page().answer_seconds }),
    gettext("If your connection drops or you close the page, open it again: your place is the same."),
    gettext("The estimate is calculated again whenever something changes. Eight of ten people are called within it."),
  ];
}
