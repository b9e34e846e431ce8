import { useEffect, useState } from "preact/hooks";
import { now } from "../../clock";
import * as drafts from "../../draft";
import { clock, localDay } from "../../format";
import { gettext } from "../../i18n";
import type { WordOut } from "../../protocol";
import type { Controller } from "./controller";

type Why = NonNullable<WordOut["why"]>;

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
    if (await controller.say("say_resolved", { resolved, why: null, text: "" })) setAgain(false);
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
      {open && !asking && word.resolved === false && <WhyNot controller={controller} word={word} folio={view.folio} />}
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

/** What is being written lies on this device until it is sent, where the page of the folio keeps it too (followup/parts/word.html).
 *
 * `kept`: that of a complaint does not.
 */
function useDraft(folio: string, kept: boolean): [string, (text: string) => void] {
  const key = `${folio} falta`;
  const [text, setText] = useState("");
  useEffect(() => {
    if (!kept) return;
    drafts.load(key).then(
      (found) => setText((now) => now || (found?.texts?.[0] ?? "")),
      () => undefined,
    );
  }, [key, kept]);
  const write = (text: string) => {
    setText(text);
    if (!kept) return;
    const draft = { fields: [["why", text]], texts: [text], files: [], savedAt: Date.now() } satisfies drafts.Draft;
    drafts.save(key, text.trim() ? draft : null).catch(() => undefined);
  };
  return [text, write];
}

/** Why not: one press says it; more in words is for whoever wants to. */
function WhyNot({ controller, word, folio }: { controller: Controller; word: WordOut; folio: string }) {
  const said = word.why;
  const [text, write] = useDraft(folio, word.kept);
  const [sent, setSent] = useState(false);
  const say = async (why: Why, words = "") => {
    const done = (await controller.say("say_resolved", { resolved: false, why, text: words })) && words !== "";
    if (done) write("");
    setSent(done);
  };
  return (
    <fieldset class="stack stack-tight" data-testid="word-why">
      <legend class="strong">{gettext("Why not?")}</legend>
      <div class="five">
        {whys().map(([why, label]) => (
          <button
            key={why}
            type="button"
            class="button second"
            aria-pressed={said === why}
            data-testid={`why-${why}`}
            disabled={controller.busy.value}
            onClick={() => void say(why)}
          >
            {label}
          </button>
        ))}
      </div>
      {said && (
        <form
          class="stack stack-tight"
          onSubmit={(event) => {
            event.preventDefault();
            if (text.trim()) void say(said, text.trim());
          }}
        >
          <label class="label" for="why-text">
            {gettext("What is missing? (optional)")}
          </label>
          <textarea
            class="input"
            id="why-text"
            rows={3}
            maxLength={2000}
            value={text}
            onInput={(event) => write(event.currentTarget.value)}
          />
          <p class="row">
            <button class="button second" type="submit" data-testid="why-send" disabled={controller.busy.value}>
              {gettext("Send")}
            </button>
            <span role="status" class="soft">
              {sent ? gettext("The department reads it.") : ""}
            </span>
          </p>
        </form>
      )}
    </fieldset>
  );
}

function whys(): [Why, string][] {
  return [
    ["not_done", gettext("Nothing was done")],
    ["partly", gettext("Only a part was done")],
    ["unclear", gettext("I do not understand the answer")],
    ["disagree", gettext("I do not agree with the answer")],
    ["other", gettext("Another reason")],
  ];
}

/** How the person was served: one press, and another one changes it. */
export function RatingCard({ controller }: { controller: Controller }) {
  const word = controller.state.value.view?.word;
  if (!word || Date.parse(word.until) <= now.value) return null;
  const labels = [
    gettext("Very badly"),
    gettext("Badly"),
    gettext("Neither well nor badly"),
    gettext("Well"),
    gettext("Very well"),
  ];
  return (
    <section class="panel stack stack-tight" aria-labelledby="rating-title" data-testid="visit-rating">
      <h2 id="rating-title">{gettext("How were you served?")}</h2>
      <div class="five">
        {labels.map((label, at) => (
          <button
            key={label}
            type="button"
            class="button second"
            aria-pressed={word.rating === at + 1}
            data-testid={`rating-${at + 1}`}
            disabled={controller.busy.value}
            onClick={() => void controller.say("rate_visit", { rating: at + 1 })}
          >
            {label}
          </button>
        ))}
      </div>
      <p role="status" class="soft" data-testid="visit-rated">
        {word.rating === null ? "" : gettext("Thank you: it is on record. You can press another one.")}
      </p>
    </section>
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
    day: localDay(word.until),
    time: clock(word.until),
  });
}
