import { gettext, ngettext } from "../../i18n";
import { page } from "../../page";
import type { DirectorView, LineQualityOut } from "../../protocol";
import { Icon } from "../../ui/icon";
import { canDial, othersOf } from "./state";

interface Props {
  view: DirectorView;
  lines: readonly LineQualityOut[];
}

type Grade = LineQualityOut["grade"];
const FILLED: Readonly<Record<NonNullable<Grade>, number>> = { good: 3, fair: 2, poor: 1 };
const TONE: Readonly<Record<NonNullable<Grade>, string>> = { good: "good", fair: "warn", poor: "bad" };

/** In a call: how the connection of each one fares, in a word; the figures on demand; and what helps against a lasting bad one. */
export function QualityPanel({ view, lines }: Props) {
  if (lines.length === 0) return null;
  return (
    <section class="stack stack-tight" aria-label={gettext("Connections of the call")} data-testid="quality">
      <div class="quality">
        {lines.map((line) => (
          <LineDetails key={nameOf(view, lines, line)} line={line} name={nameOf(view, lines, line)} />
        ))}
      </div>
      <div class="stack stack-tight" role="status">
        {lines
          .filter((line) => line.lasting)
          .map((line) => (
            <Advice key={nameOf(view, lines, line)} view={view} line={line} name={nameOf(view, lines, line)} />
          ))}
      </div>
    </section>
  );
}

/** The others' lines come in the order in which the others do. */
function nameOf(view: DirectorView, lines: readonly LineQualityOut[], line: LineQualityOut): string {
  const { who } = line;
  const nth = lines.filter((one) => one.who === "other").indexOf(line);
  if (who === "self") return gettext("You");
  if (who === "other") return othersOf(view)[nth]?.director ?? gettext("The other director");
  return view.current?.name || view.assist?.name || gettext("The citizen");
}

/** Where nothing arrives from somebody, nothing is measured. */
function gradeWord({ grade, rate_up }: LineQualityOut): string {
  if (grade === "good") return gettext("Good connection");
  if (grade === "fair") return gettext("Fair connection");
  return grade === "poor"
    ? gettext("Poor connection")
    : rate_up === 0
      ? gettext("Nothing arrives")
      : gettext("Measuring the connection…");
}

function causeWords({ cause, who }: LineQualityOut): string {
  const own = who === "self";
  if (cause === "loss_up")
    return own ? gettext("Part of what you send gets lost.") : gettext("Part of what this person sends gets lost.");
  if (cause === "loss_down")
    return own
      ? gettext("Part of what is sent to you gets lost.")
      : gettext("Part of what this person is sent gets lost.");
  if (cause === "delay") return gettext("Sound and picture arrive late.");
  if (cause === "frozen")
    return own
      ? gettext("The picture often stands still on your screen.")
      : gettext("The picture often stands still on this person's screen.");
  return "";
}

/** As many bars as the grade is worth: the shape says it without the colour. */
function Bars({ grade }: { grade: Grade }) {
  const filled = grade ? FILLED[grade] : 0;
  return (
    <svg class="bars" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {[0, 1, 2].map((n) => (
        <rect
          key={n}
          class={n < filled ? "full" : ""}
          x={3 + 7 * n}
          y={15 - 5.5 * n}
          width="4"
          height={6 + 5.5 * n}
          rx="1"
        />
      ))}
    </svg>
  );
}

function LineDetails({ line, name }: { line: LineQualityOut; name: string }) {
  const { grade } = line;
  return (
    <details data-testid={`line-${line.who}`} data-grade={grade ?? "unknown"}>
      <summary>
        <span class={`line-grade ${grade ? TONE[grade] : ""}`}>
          <Bars grade={grade} />
          <span>
            <b>{name}</b> <span class="nowrap">{gradeWord(line)}</span>
          </span>
        </span>
      </summary>
      {line.cause && <p>{causeWords(line)}</p>}
      <Figures line={line} />
    </details>
  );
}

function Figures({ line }: { line: LineQualityOut }) {
  const rows: readonly (readonly [string, string])[] = [
    [gettext("Lost"), both(line.loss_up, line.loss_down, (n) => `${decimal(n)} %`)],
    [gettext("Uneven arrival (jitter)"), both(line.jitter_up, line.jitter_down, milliseconds)],
    [gettext("Round trip"), line.round_trip === null ? gettext("not known") : milliseconds(line.round_trip)],
    [gettext("Amount"), both(line.rate_up, line.rate_down, (n) => `${decimal(n)} kbit/s`)],
    [gettext("Picture stood still"), frozenWords(line)],
  ];
  return (
    <dl class="facts small">
      {rows.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd class="nums">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function both(up: number | null, down: number | null, words: (n: number) => string): string {
  const word = (n: number | null) => (n === null ? gettext("not known") : words(n));
  return gettext("sent %(up)s · received %(down)s", { up: word(up), down: word(down) });
}

function decimal(n: number): string {
  return new Intl.NumberFormat(page().lang, { maximumFractionDigits: 1 }).format(n);
}

function milliseconds(n: number): string {
  return `${decimal(n)} ms`;
}

function frozenWords({ freezes, frozen_seconds }: LineQualityOut): string {
  if (freezes === 0) return gettext("never");
  return ngettext("once, %(seconds)d s", "%(n)d times, %(seconds)d s", freezes, { seconds: frozen_seconds });
}

/** What helps, with the buttons that are there. */
function Advice({ view, line, name }: { view: DirectorView; line: LineQualityOut; name: string }) {
  return (
    <div class="callout warn note" data-testid={`advice-${line.who}`}>
      <Icon name="warn" />
      <div>
        <p class="strong">
          {line.who === "self"
            ? gettext("Your own connection has been poor for a while.")
            : gettext("The connection of %(name)s has been poor for a while.", { name })}
        </p>
        <p>{causeWords(line)}</p>
        <p>{help(view, line)}</p>
      </div>
    </div>
  );
}

function help(view: DirectorView, { who }: LineQualityOut): string {
  if (who === "self")
    return gettext("It helps to turn your camera off, to close what else uses your network, or to use a cable.");
  if (who === "other") return gettext("It helps if this person turns the camera off.");
  if (view.current === null) return gettext("It helps if this person touches “Voice only”.");
  const voice = view.current.data_mode !== "voice";
  if (voice && canDial(view))
    return gettext("Ask this person to touch “Voice only”, or use your button “Go on by telephone”.");
  if (voice) return gettext("Ask this person to touch “Voice only”: the sound then has the whole line.");
  return canDial(view)
    ? gettext("It is voice only already: use your button “Go on by telephone”.")
    : gettext("It is voice only already: speak slowly, and write what matters in the chat.");
}
