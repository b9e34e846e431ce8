import { gettext } from "../i18n";
import type { KnockOut } from "../protocol";
import { Countdown } from "./countdown";

/** A name with where they are from, unless the name says it already. */
export function named(director: string, department: string): string {
  return director.includes(department) ? director : `${director} (${department})`;
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
        {gettext("%(who)s asks to come in, to see and hear all who are in the call.", {
          who: named(director, department),
        })}
      </p>
      <p>{hint}</p>
      <Countdown until={knock.expires_at} label={gettext("Time to answer")} testid="knock-countdown" />
      <Agree name="knock" busy={busy} onAnswer={onAnswer} />
    </section>
  );
}

/** Yes and no, alike. */
export function Agree({ name, busy, onAnswer }: { name: string; busy: boolean; onAnswer: (agree: boolean) => void }) {
  const answer = (agree: boolean, testid: string, words: string) => (
    <button
      type="button"
      class="button second big"
      data-testid={testid}
      disabled={busy}
      onClick={() => onAnswer(agree)}
    >
      {words}
    </button>
  );
  return (
    <div class="alike">
      {answer(true, `${name}-yes`, gettext("Yes, I agree"))}
      {answer(false, `${name}-no`, gettext("No, I do not"))}
    </div>
  );
}
