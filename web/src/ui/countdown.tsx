import { useRef } from "preact/hooks";
import { now, secondsUntil } from "../clock";
import { countdown } from "../format";
import { gettext } from "../i18n";

interface Props {
  until: string;
  /** What the time is for, such as "Time to answer". */
  label: string;
  testid?: string;
  /** A ring around the figure in place of the bar; the label is for screen readers alone then. */
  ring?: boolean;
}

/** The time left, as a figure and a bar that begins full; read out only at its thresholds. */
export function Countdown({ until, label, testid = "countdown", ring }: Props) {
  const left = secondsUntil(until, now.value);
  // A term that was made longer begins a new bar.
  const term = useRef({ until, whole: Math.max(1, left) });
  if (term.current.until !== until) term.current = { until, whole: Math.max(1, left) };
  const spoken = left <= 10 ? gettext("10 seconds left") : left <= 30 ? gettext("30 seconds left") : "";
  return (
    <div class={ring ? "countdown ring" : "countdown"} data-testid={testid} data-seconds={left}>
      <p>
        <span class={ring ? "visually-hidden" : undefined}>{label}: </span>
        <b class="nums">{countdown(left)}</b>
      </p>
      {ring ? (
        <Ring whole={term.current.whole} left={left} />
      ) : (
        <progress max={term.current.whole} value={left} aria-label={label} />
      )}
      <span class="visually-hidden" role="status">
        {left > 0 ? spoken : ""}
      </span>
    </div>
  );
}

/** Says nothing that the figure inside does not say. */
function Ring({ whole, left }: { whole: number; left: number }) {
  return (
    <svg viewBox="0 0 36 36" aria-hidden="true" focusable="false">
      <circle cx="18" cy="18" r="16" />
      <circle class="left" cx="18" cy="18" r="16" pathLength={whole} stroke-dasharray={`${left} ${whole}`} />
    </svg>
  );
}
