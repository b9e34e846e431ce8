import { useState } from "preact/hooks";
import { now10 } from "../../clock";
import { clock, localDay } from "../../format";
import { gettext, ngettext } from "../../i18n";
import type { BoardAnnouncementOut, BoardTicketOut, BoardView } from "../../protocol";
import { ErrorSummary, Select, Wrong } from "../../ui/fields";
import { Menu } from "../../ui/menu";
import { Written } from "../../ui/written";
import { Frame } from "./ask";
import type { Controller } from "./controller";
import { Minutes } from "./minutes";
import { waitingInAll } from "./state";

const LONGEST = 300;
const MINUTES = [5, 15, 30, 60, 120, 240] as const;

/** What those who wait are told now. What administration announces is withdrawn there. */
export function Announcements({ controller }: { controller: Controller }) {
  const live = controller.announcements.value.filter((one) => Date.parse(one.until) > now10.value);
  return (
    <Menu
      testid="announcements"
      class="fold-button"
      label={ngettext("%(n)d announcement", "%(n)d announcements", live.length)}
    >
      {live.length === 0 && <p class="soft">{gettext("Nothing is announced now.")}</p>}
      <ul class="plain-list stack stack-tight">
        {live.map((one) => (
          <Announced key={one.id} controller={controller} one={one} />
        ))}
      </ul>
    </Menu>
  );
}

function Announced({ controller, one }: { controller: Controller; one: BoardAnnouncementOut }) {
  const time = clock(one.until);
  return (
    <li class="row spread" data-testid={`announcement-${one.id}`}>
      <span class="grow">
        <Written text={one.text} damaged={one.damaged} />{" "}
        <span class="soft small">
          {one.number && <b class="nums nowrap">{one.number} </b>}
          {one.department ?? gettext("All lines")} ·{" "}
          {one.standing
            ? gettext("Until %(day)s, %(time)s", { day: localDay(one.until), time })
            : gettext("Until %(time)s", { time })}{" "}
          · {one.by}
        </span>
      </span>
      {one.standing ? (
        <span class="tag plain">{gettext("Of administration")}</span>
      ) : (
        <button
          type="button"
          class="bare"
          data-testid={`withdraw-${one.id}`}
          disabled={controller.busy.value}
          onClick={() => void controller.withdrawAnnouncement(one.id)}
        >
          {gettext("Withdraw")} <span class="visually-hidden">{one.text}</span>
        </button>
      )}
    </li>
  );
}

/** To whom, what, and for how long. */
export function AnnounceDialog(props: { controller: Controller; board: BoardView; to?: BoardTicketOut }) {
  const { controller, board, to } = props;
  const [department, setDepartment] = useState("");
  const [text, setText] = useState("");
  const [length, setLength] = useState(30);
  const [missing, setMissing] = useState(false);
  const told = waitingInAll(board.queues.filter((queue) => !department || queue.department_slug === department));
  const wrong = missing && !text.trim() ? gettext("Write what to tell.") : undefined;
  return (
    <Frame
      controller={controller}
      name="announce"
      title={to ? gettext("Tell %(number)s", { number: to.number }) : gettext("Tell those who wait")}
      confirm={ngettext("Tell %(n)d person", "Tell %(n)d people", to ? 1 : told)}
      onSubmit={() => {
        setMissing(true);
        if (text.trim()) void controller.announce(to?.ticket_id ?? null, department || null, text.trim(), length);
      }}
    >
      {wrong && <ErrorSummary errors={[["announce-text", wrong]]} />}
      {!to && (
        <Select
          id="announce-to"
          testid="announce-to"
          label={gettext("To whom?")}
          none={gettext("All lines")}
          options={board.queues.map((queue) => [queue.department_slug, queue.department] as const)}
          value={department}
          onSelect={setDepartment}
        />
      )}
      <div class={wrong ? "field has-error" : "field"}>
        <label class="label" for="announce-text">
          {gettext("What?")}
        </label>
        <span class="hint" id="announce-hint">
          {to
            ? gettext("Only this person reads it, in whichever line they are. It ends with their visit.")
            : gettext("Everybody in these lines reads it: nothing about any person.")}
        </span>
        <Wrong id="announce-text" text={wrong} />
        <textarea
          class="input"
          id="announce-text"
          data-testid="announce-text"
          rows={3}
          maxLength={LONGEST}
          aria-invalid={wrong ? "true" : undefined}
          aria-describedby={wrong ? "announce-text-error announce-hint" : "announce-hint"}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </div>
      <Minutes id="announce-minutes" options={MINUTES} value={length} onSelect={setLength} />
    </Frame>
  );
}
