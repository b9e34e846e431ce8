import { useRef } from "preact/hooks";
import { now, secondsUntil } from "../clock";
import { countdown } from "../format";
import { gettext } from "../i18n";

interface Props {
  until: string;
  /** What the time is for, such as "Time to answer". */
  label: string;
  testid?: string;
}

/** The time left, as a figure and a bar that begins full; read out only at its thresholds. */
export function Countdown({ until, label, testid = "countdown" }: Props) {
  const left = secondsUntil(until, now.value);
  // A term that was made longer begins a new bar.
  const term = useRef({ until, whole: Math.max(1, left) });
  if (term.current.until !== until) term.current = { until, whole: Math.max(1, left) };
  const spoken = left <= 10 ? gettext("10 seconds left") : left <= 30 ? gettext("30 seconds left") : "";
  return (
    <div class="countdown" data-testid={testid} data-seconds={left}>
      <p>
        {label}: <b class="nums">{countdown(left)}</b>
      </p>
      <progress max={term.current.whole} value={left} aria-label={label} />
      <span class="visually-hidden" role="status">
        {left > 0 ? spoken : ""}
      </span>
    </div>
  );
}
