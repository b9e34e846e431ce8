import { useRef } from "preact/hooks";
import { now, secondsUntil } from "../clock";
import { countdown } from "../format";
import { gettext } from "../i18n";

/** The time left to answer, as a figure and a bar that begins full; read out only at its thresholds. */
export function Countdown({ until }: { until: string }) {
  const left = secondsUntil(until, now.value);
  const whole = useRef(Math.max(1, left)).current;
  const spoken = left <= 10 ? gettext("10 seconds left") : left <= 30 ? gettext("30 seconds left") : "";
  return (
    <div class="countdown" data-testid="countdown" data-seconds={left}>
      <p>
        {gettext("Time to answer:")} <b class="nums">{countdown(left)}</b>
      </p>
      <progress max={whole} value={left} aria-label={gettext("Time to answer")} />
      <span class="visually-hidden" role="status">
        {spoken}
      </span>
    </div>
  );
}
