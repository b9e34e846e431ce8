import { useEffect, useState } from "preact/hooks";
import { day } from "../../format";
import { gettext } from "../../i18n";
import type { CaseOut, CurrentOut } from "../../protocol";
import type { Controller } from "./controller";

interface Props {
  controller: Controller;
  current: CurrentOut;
}

/** The case that the person came to talk about. It is read when the call begins, so that it is on record only then. */
export function BroughtCase({ controller, current: { ticket_id, about_folio } }: Props) {
  const [found, setFound] = useState<CaseOut | null>(null);
  const [refused, setRefused] = useState("");
  const read = async () => {
    const ack = await controller.line.ask("read_case", { ticket_id });
    setFound(ack.ok ? (ack.result as unknown as CaseOut) : null);
    setRefused(ack.ok ? "" : (ack.problem?.message ?? ""));
  };
  useEffect(() => void read(), [ticket_id]);
  return (
    <section class="stack" aria-labelledby="case-title" data-testid="brought-case">
      <h2 id="case-title">{gettext("They come about folio %(folio)s", { folio: about_folio })}</h2>
      {refused && (
        <div class="row">
          <p class="callout bad" role="alert">
            {refused}
          </p>
          <button type="button" class="button second" onClick={() => void read()}>
            {gettext("Try again")}
          </button>
        </div>
      )}
      {found && <Found found={found} />}
    </section>
  );
}

function Found({ found }: { found: CaseOut }) {
  return (
    <>
      <p>
        <span class="tag plain">{found.withdrawn ? gettext("It was withdrawn") : stateWords(found.state)}</span>{" "}
        {found.department}
        {found.topic && ` · ${found.topic}`}
      </p>
      {found.subject && <p class="strong">{found.subject}</p>}
      {written(found.matter)}
      <p class="soft small">
        {gettext("Received on %(day)s.", { day: day(found.received_on) })}{" "}
        {found.answered_at === null &&
          !found.withdrawn &&
          gettext("An answer is owed by %(day)s.", { day: day(found.due_on) })}
      </p>
      {found.answer !== "" && (
        <details>
          <summary>{gettext("What was answered")}</summary>
          {written(found.answer)}
        </details>
      )}
    </>
  );
}

/** What does not open comes as null: that is said in its place. */
function written(text: string | null) {
  if (text !== null) return <p class="pre">{text}</p>;
  return (
    <p class="soft" data-testid="unreadable">
      {gettext("It does not open.")}
    </p>
  );
}

function stateWords(state: CaseOut["state"]): string {
  const words: Record<CaseOut["state"], string> = {
    received: gettext("Received"),
    assigned: gettext("With the department"),
    in_process: gettext("In process"),
    answered: gettext("Answered"),
    concluded: gettext("Concluded"),
    reopened: gettext("Open again"),
  };
  return words[state];
}
