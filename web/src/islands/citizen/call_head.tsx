import { useEffect, useState } from "preact/hooks";
import { now } from "../../clock";
import { countdown, listed } from "../../format";
import { gettext } from "../../i18n";
import type { CitizenView } from "../../protocol";
import { SecrecyLine } from "../../ui/secrecy";
import { CompanyLine } from "./called";
import { guestsOf } from "./state";

const KEY = "audiencia:call-since";

/** Over the picture: with whom, of which department, since when, and who else is in the room. */
export function CallHead({ view }: { view: CitizenView }) {
  const { call } = view;
  return (
    <div class="callhead">
      <h1>{headText(view)}</h1>
      <p>
        {call && <span>{call.department} · </span>}
        <CallTime ticket={view.ticket} />
      </p>
      <SecrecyLine />
      {call && <CompanyLine call={call} />}
    </div>
  );
}

function headText(view: CitizenView): string {
  const director = view.call?.director ?? "";
  const guests = guestsOf(view.call);
  if (guests.length < 2) {
    const names = [director, ...guests.map((one) => one.director)];
    return gettext("In call with %(director)s", { director: listed(names) });
  }
  // The note below names each of them: on a telephone their pictures need the place.
  return gettext("In call with %(director)s and %(n)d more people", { director, n: guests.length });
}

/** Goes on through holds, interruptions and reloads of this tab. */
function CallTime({ ticket }: { ticket: CitizenView["ticket"] }) {
  const [since] = useState(() => began(`${ticket.number} ${ticket.joined_at} ${ticket.department_slug}`));
  // When another call begins, this part was away meanwhile.
  useEffect(() => keep(since), [since]);
  return (
    <span class="nums" data-testid="call-time">
      <span class="visually-hidden">{gettext("Time of the call")}: </span>
      {countdown(Math.max(0, Math.floor((now.value - since.at) / 1000)))}
    </span>
  );
}

interface Since {
  call: string;
  at: number;
}

function began(call: string): Since {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null") as Since | null;
    if (kept?.call === call) return kept;
  } catch {
    // Without storage a reload begins anew.
  }
  return { call, at: now.peek() };
}

function keep(since: Since): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(since));
  } catch {
    // As above.
  }
}
