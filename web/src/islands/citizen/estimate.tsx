import { now } from "../../clock";
import { clock, clockRange } from "../../format";
import { gettext } from "../../i18n";
import type { CitizenView, EstimateOut } from "../../protocol";
import { Icon } from "../../ui/icon";

/** When the call will probably come: a range and a clock time, or in plain words why nobody can say. */
export function Estimate({ view }: { view: CitizenView }) {
  const { line } = view;
  if (!line) return null;
  const { estimate } = line;
  return (
    <div class="estimate note" data-testid="estimate" data-low={estimate?.low_at} data-high={estimate?.high_at}>
      <Icon name="clock" />
      <div>
        {estimate && <p class="small">{gettext("You will probably be called")}</p>}
        <p class={estimate ? "strong nums" : ""}>
          {estimate ? estimateText(estimate, now.value) : noEstimateText(view)}
        </p>
      </div>
    </div>
  );
}

/** "between 11:20 and 11:45, in about 15 to 40 minutes", at `at` (milliseconds since 1970). */
export function estimateText(estimate: EstimateOut, at: number): string {
  const from = Math.max(0, Math.round((Date.parse(estimate.low_at) - at) / 60_000));
  const to = Math.round((Date.parse(estimate.high_at) - at) / 60_000);
  if (to <= 1) return gettext("at any moment now");
  if (from === 0)
    return gettext("before %(high)s, within about %(to)d minutes", {
      high: clock(estimate.high_at),
      to,
    });
  return gettext("%(range)s, in about %(from)d to %(to)d minutes", {
    range: clockRange(estimate.low_at, estimate.high_at),
    from,
    to,
  });
}

function noEstimateText(view: CitizenView): string {
  if (view.line?.rooms_open === 0) return gettext("There is no estimate while no room is open.");
  return gettext("The estimate is being calculated.");
}
