import { useEffect, useRef, useState } from "preact/hooks";
import { clock } from "../../format";
import { gettext, ngettext } from "../../i18n";
import type { ConductEndingOut, HelpEntryOut } from "../../protocol";
import { playNotes } from "../../sound";
import { Choice, ErrorSummary, NoteField } from "../../ui/fields";
import { Menu } from "../../ui/menu";
import { Frame } from "./ask";
import type { Controller } from "./controller";

/** Lower and longer than what other alerts sound like. */
const NOTES = [392, 523.25, 392, 523.25];

/** Who asks for help, and calls that were ended for conduct and nobody reviewed. These sound and open in any case. */
export function SafetyAlerts({ controller }: { controller: Controller }) {
  const before = useRef<ReadonlySet<string>>(new Set());
  const menu = useRef<HTMLDetailsElement>(null);
  const first = useRef(true);
  const help = controller.help.value;
  const endings = controller.conduct.value.endings.filter((one) => one.review === null);
  const told = [
    ...help.map((one) => `help ${one.id} ${one.reason}`),
    ...endings.map((one) => `conduct ${one.ending_id}`),
  ].join();
  useEffect(() => {
    const keys = told.split(",").filter(Boolean);
    const isNew = keys.some((key) => !before.current.has(key));
    before.current = new Set(keys);
    if (isNew && menu.current) menu.current.open = true;
    if (isNew && !first.current) playNotes(NOTES);
    first.current = false;
  }, [told]);
  return (
    <>
      <ul class="visually-hidden" aria-live="assertive" aria-atomic="false" aria-relevant="additions">
        {help.map((one) => (
          <li key={`${one.id} ${one.reason}`}>{helpText(one)}</li>
        ))}
        {endings.map((one) => (
          <li key={one.ending_id}>{endingText(one)}</li>
        ))}
      </ul>
      {told && (
        <Menu
          testid="safety-alerts"
          class="fold-button bad"
          held={menu}
          label={ngettext("%(n)d urgent", "%(n)d urgent", help.length + endings.length)}
        >
          <ul class="plain-list stack stack-tight">
            {help.map((one) => (
              <HelpItem key={`${one.id} ${one.reason}`} controller={controller} help={one} />
            ))}
            {endings.map((one) => (
              <EndingItem key={one.ending_id} controller={controller} ending={one} />
            ))}
          </ul>
        </Menu>
      )}
    </>
  );
}

function endingText({ number, department, reason }: ConductEndingOut): string {
  return gettext("The call of %(number)s (%(department)s) was ended for conduct: %(reason)s.", {
    number,
    department,
    reason,
  });
}

function EndingItem({ controller, ending }: { controller: Controller; ending: ConductEndingOut }) {
  return (
    <li class="callout bad row spread" data-testid={`conduct-${ending.number}`}>
      <span class="grow">
        {endingText(ending)} <span class="nums soft">{clock(ending.ended_at)}</span>
      </span>
      <button
        type="button"
        class="button second"
        data-testid={`review-${ending.number}`}
        onClick={() => controller.dispatch({ type: "ask", asked: { what: "review", ending } })}
      >
        {gettext("Review…")} <span class="visually-hidden">{ending.number}</span>
      </button>
    </li>
  );
}

function HelpItem({ controller, help }: { controller: Controller; help: HelpEntryOut }) {
  return (
    <li
      class={help.answered_by ? "callout warn row spread" : "callout bad row spread"}
      data-testid={help.number ? `help-${help.number}` : `help-room-${help.department_slug}`}
      data-answered={String(help.answered_by !== null)}
    >
      <span class="grow">
        {helpText(help)} <span class="nums soft">{clock(help.asked_at)}</span>
        {help.answered_by && (
          <span class="block soft small">{gettext("%(by)s: somebody is coming", { by: help.answered_by })}</span>
        )}
      </span>
      {!help.answered_by && (
        <button
          type="button"
          class="button"
          data-testid="help-answer"
          disabled={controller.busy.value}
          onClick={() => void controller.answerHelp(help.id)}
        >
          {gettext("Somebody is coming")}
        </button>
      )}
      <button
        type="button"
        class="button second"
        data-testid="help-close"
        disabled={controller.busy.value}
        onClick={() => void controller.closeHelp(help.id)}
      >
        {gettext("It is over")}
      </button>
    </li>
  );
}

function helpText(help: HelpEntryOut): string {
  const about = { number: help.number ?? "", director: help.director ?? "", department: help.department };
  switch (help.reason) {
    case "silent":
      return gettext("The room of %(director)s (%(department)s) asks for help, silently.", about);
    case "devices":
      return gettext("%(number)s (%(department)s) needs help with the camera, the microphone or the page.", about);
    case "unwell":
      return gettext("%(number)s (%(department)s) does not feel well.", about);
    case "unsafe":
      return gettext("%(number)s (%(department)s) does not feel safe.", about);
  }
}

/** Every ending for conduct with what its review found, and how many reports of officials there are. */
export function ConductList({ controller }: { controller: Controller }) {
  const { endings, reports } = controller.conduct.value;
  return (
    <details class="activity" data-testid="conduct-list">
      <summary>{gettext("Calls ended for conduct (%(n)d)", { n: endings.length })}</summary>
      {endings.length === 0 && <p class="soft">{gettext("No call was ended for conduct.")}</p>}
      <ul class="plain-list stack stack-tight">
        {endings.map((one) => (
          <li class="row spread" key={one.ending_id}>
            <span class="grow">
              <span class="nums soft">{clock(one.ended_at)}</span> <b class="nums nowrap">{one.number}</b>{" "}
              {one.department}: {one.reason}
            </span>
            <Review ending={one} />
          </li>
        ))}
      </ul>
      <p class="soft small" data-testid="conduct-reports">
        {ngettext(
          "%(n)d report of how an official treated somebody: kept sealed, no page shows it.",
          "%(n)d reports of how officials treated somebody: kept sealed, no page shows them.",
          reports,
        )}
      </p>
    </details>
  );
}

function Review({ ending }: { ending: ConductEndingOut }) {
  const { review, reviewed_by } = ending;
  if (!review) return <span class="tag warn">{gettext("To be reviewed")}</span>;
  return (
    <span class={review === "upheld" ? "tag plain" : "tag good"}>
      {review === "upheld" ? gettext("It stands") : gettext("Reversed")} · {reviewed_by}
    </span>
  );
}

type Found = "upheld" | "reversed";

/** What the review found, and a note for whoever looks into the review. */
export function ReviewDialog({ controller, ending }: { controller: Controller; ending: ConductEndingOut }) {
  const [found, setFound] = useState<Found | null>(null);
  const [missing, setMissing] = useState(false);
  const note = useRef<HTMLDivElement>(null);
  const options: [Found, string, string][] = [
    ["upheld", gettext("It stands"), gettext("The person reads that the ending was reviewed and stands.")],
    [
      "reversed",
      gettext("It should not have been ended"),
      gettext("The person gets the place back with the time of arrival they had, or priority at the next session."),
    ],
  ];
  return (
    <Frame
      controller={controller}
      name="review"
      title={gettext("Review how the call of %(number)s ended", { number: ending.number })}
      confirm={gettext("Record the review")}
      onSubmit={() => {
        setMissing(!found);
        const text = note.current?.querySelector("textarea")?.value ?? "";
        if (found) void controller.review(ending, found, text);
      }}
    >
      <p>
        {ending.department}: {ending.reason} · <span class="nums">{clock(ending.ended_at)}</span>
      </p>
      {missing && <ErrorSummary errors={[["review-upheld", gettext("Choose what you found.")]]} />}
      <fieldset>
        <legend>{gettext("What did you find?")}</legend>
        <div class="choices">
          {options.map(([value, label, hint]) => (
            <Choice
              key={value}
              id={`review-${value}`}
              name="review-found"
              label={label}
              hint={hint}
              testid={`review-${value}`}
              checked={found === value}
              onCheck={() => setFound(value)}
            />
          ))}
        </div>
      </fieldset>
      <div ref={note}>
        <NoteField
          name="note_review"
          label={gettext("Note on the review (optional)")}
          hint={gettext("Kept sealed; the person does not read it.")}
        />
      </div>
    </Frame>
  );
}
