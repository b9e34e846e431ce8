import type { ComponentChildren } from "preact";
import { day } from "../format";
import { gettext } from "../i18n";
import type { CommitmentOut, OwnedCommitmentOut } from "../protocol";

interface Props<C extends CommitmentOut> {
  found: readonly C[];
  /** Controls under each. */
  action?: (one: C) => ComponentChildren;
}

/** What somebody of the municipality promised: who does it, and until when. */
export function CommitmentList<C extends CommitmentOut | OwnedCommitmentOut>({ found, action }: Props<C>) {
  return (
    <ul class="steps-list" data-testid="commitments">
      {found.map((one) => (
        <li class="step" key={one.commitment_id}>
          <p class={one.damaged ? "damaged" : "strong"}>{one.text}</p>
          <dl>
            <dt>{gettext("Who does it")}</dt>
            <dd>{one.owner}</dd>
            <dt>{gettext("Until")}</dt>
            <dd class="row tags">
              <span>{day(one.due)}</span>
              {one.done && <span class="tag good">{gettext("Done")}</span>}
              {"overdue" in one && one.overdue && (
                <span class="tag bad" data-testid="overdue">
                  {gettext("Overdue")}
                </span>
              )}
            </dd>
            {"folio" in one && (
              <>
                <dt>{gettext("Folio")}</dt>
                <dd class="nums nowrap">{one.folio}</dd>
              </>
            )}
          </dl>
          {action?.(one)}
        </li>
      ))}
    </ul>
  );
}

/** The same for citizens, under a heading; nothing when there is none. */
export function Promised({ found }: { found: readonly CommitmentOut[] }) {
  if (!found.length) return null;
  return (
    <section class="stack" aria-labelledby="commitments-title" data-testid="promised">
      <h2 id="commitments-title">{gettext("What we committed to")}</h2>
      <CommitmentList found={found} />
    </section>
  );
}
