import { gettext } from "../i18n";
import type { KnockOut } from "../protocol";
import { Countdown } from "./countdown";

/** A name with where they are from, unless the name says it already. */
export function named(director: string, department: string): string {
  return director === department ? director : `${director} (${department})`;
}

interface Props {
  knock: KnockOut;
  busy: boolean;
  /** What is asked of this person: a citizen is told that the answer is theirs alone. */
  hint: string;
  onAnswer: (agree: boolean) => void;
}

/** Somebody asks to come into the call: a question with two equal answers. */
export function KnockQuestion({ knock, busy, hint, onAnswer }: Props) {
  const { director, department } = knock;
  if (knock.answered)
    return (
      <section class="panel stack" data-testid="knock-answered" role="status">
        <p class="strong">{gettext("You agreed that %(director)s comes in.", { director })}</p>
        <p>{gettext("If it does not happen, the call goes on as it is.")}</p>
      </section>
    );
  return (
    <section class="panel invitation stack" aria-labelledby="knock-title" data-testid="knock">
      <h2 id="knock-title">{gettext("May somebody else come into this call?")}</h2>
      <p class="lead">
        {gettext("%(who)s asks to come in, to see and hear you both.", { who: named(director, department) })}
      </p>
      <p>{hint}</p>
      <Countdown until={knock.expires_at} label={gettext("Time to answer")} testid="knock-countdown" />
      <div class="alike">
        <button
          type="button"
          class="button second big"
          data-testid="knock-yes"
          disabled={busy}
          onClick={() => onAnswer(true)}
        >
          {gettext("Yes, I agree")}
        </button>
        <button
          type="button"
          class="button second big"
          data-testid="knock-no"
          disabled={busy}
          onClick={() => onAnswer(false)}
        >
          {gettext("No, I do not")}
        </button>
      </div>
    </section>
  );
}
