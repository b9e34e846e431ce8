import { useState } from "preact/hooks";
import { now } from "../../clock";
import { clock, day } from "../../format";
import { gettext } from "../../i18n";
import type { WordOut } from "../../protocol";
import type { Controller } from "./controller";

/** "Was your matter resolved?" Both answers do something, and can be changed while there is time. */
export function WordCard({ controller }: { controller: Controller }) {
  const [again, setAgain] = useState(false);
  const view = controller.state.value.view;
  const word = view?.word;
  if (!word) return null;
  const open = Date.parse(word.until) > now.value;
  if (word.resolved === null && !open) return null;
  const asking = open && (word.resolved === null || again);
  const say = async (resolved: boolean) => {
    if (await controller.sayResolved(resolved)) setAgain(false);
  };
  return (
    <section class="panel stack" aria-labelledby="word-title" data-testid="word" data-resolved={String(word.resolved)}>
      <h2 id="word-title">{gettext("Was your matter resolved?")}</h2>
      {word.resolved !== null && <Said word={word} />}
      {asking && (
        <>
          <div class="row">
            <Answer controller={controller} name="word-yes" onClick={() => void say(true)}>
              {gettext("Yes, it was resolved")}
            </Answer>
            <Answer controller={controller} name="word-no" onClick={() => void say(false)}>
              {gettext("No, it was not")}
            </Answer>
          </div>
          <p>{meaningText(view.outcome?.outcome === "resolved_immediately")}</p>
          <p class="soft small nums">{untilText(word)}</p>
        </>
      )}
      {open && !asking && (
        <button type="button" class="bare" data-testid="word-change" onClick={() => setAgain(true)}>
          {gettext("Change my answer")}
        </button>
      )}
    </section>
  );
}

interface AnswerProps {
  controller: Controller;
  name: string;
  onClick: () => void;
  children: string;
}

function Answer({ controller, name, onClick, children }: AnswerProps) {
  return (
    <button
      type="button"
      class="button second big"
      data-testid={name}
      disabled={controller.busy.value}
      onClick={onClick}
    >
      {children}
    </button>
  );
}

function Said({ word }: { word: WordOut }) {
  return (
    <div class={word.reopened ? "callout warn" : "callout good"} role="status" data-testid="word-said">
      <p class="strong">
        {word.resolved ? gettext("You said: yes, it was resolved.") : gettext("You said: no, it was not.")}
      </p>
      {word.reopened && (
        <p>
          {gettext("Your matter is open again, as in process, under the same folio. You need not ask for it again.")}
        </p>
      )}
    </div>
  );
}

/** What a no does: where something was left to be done, the matter is in process already. */
function meaningText(immediate: boolean): string {
  if (immediate)
    return gettext(
      "If you say no, your matter is opened again as in process, under the same folio, and the department follows it up.",
    );
  return gettext("Your matter is in process already; what you say is kept beside the result.");
}

function untilText(word: WordOut): string {
  return gettext("You can answer until %(day)s at %(time)s.", {
    day: day(word.until.slice(0, 10)),
    time: clock(word.until),
  });
}
