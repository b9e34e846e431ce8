import { useEffect, useRef, useState } from "preact/hooks";
import { DirectorySearch, type FoundService, type HandedStep, stepsOf } from "../../directory_search";
import { gettext } from "../../i18n";
import { page } from "../../page";
import type { Adviser } from "./steps";

interface Props {
  controller: Adviser;
  ticket: string;
}

/** The steps of a service of the directory, put in at once instead of being written. */
export function FromDirectory({ controller, ticket }: Props) {
  const [found, setFound] = useState<readonly FoundService[]>([]);
  const [told, setTold] = useState("");
  const [chosen, setChosen] = useState<{ name: string; steps: readonly HandedStep[] } | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const search = useRef<DirectorySearch>(undefined);
  search.current ??= new DirectorySearch(page().lang, (asked, listed) => {
    const services = listed?.filter((one) => one.kind === "service") ?? [];
    setFound(services);
    if (!asked || services.length) setTold("");
    else setTold(listed ? gettext("No service of the directory fits.") : gettext("The directory does not answer now."));
  });
  useEffect(() => () => search.current?.stop(), []);

  const choose = async (one: FoundService) => {
    search.current?.stop();
    const steps = await stepsOf(one.url, page().lang);
    if (!steps) {
      setTold(gettext("The directory does not answer now."));
      return;
    }
    setFound([]);
    setChosen({ name: one.name, steps });
  };
  const done = () => {
    setChosen(null);
    if (input.current) input.current.value = "";
    input.current?.focus();
  };
  return (
    <details class="stack" data-testid="from-directory">
      <summary>{gettext("Take the steps from the directory")}</summary>
      <div class="field">
        <label class="label" for="directory-service">
          {gettext("Service")}
        </label>
        <input
          ref={input}
          class="input"
          id="directory-service"
          type="search"
          maxLength={300}
          autocomplete="off"
          data-testid="directory-service"
          onInput={(event) => search.current?.type(event.currentTarget.value)}
        />
        <p role="status" class="soft">
          {told}
        </p>
      </div>
      {found.length > 0 && (
        <ul class="found-services" data-testid="directory-services" aria-label={gettext("Services found")}>
          {found.map((one) => (
            <li key={one.url}>
              <button type="button" class="bare" onClick={() => void choose(one)}>
                {one.name} <span class="soft">{one.department}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {chosen && <Chosen key={chosen.name} {...chosen} controller={controller} ticket={ticket} done={done} />}
    </details>
  );
}

/** The steps of the one that was chosen; those that this person does not need are left out. */
function Chosen({
  name,
  steps,
  controller,
  ticket,
  done,
}: Props & { name: string; steps: readonly HandedStep[]; done: () => void }) {
  const [left, setLeft] = useState<readonly number[]>([]);
  const [given, setGiven] = useState<readonly number[]>([]);
  const [busy, setBusy] = useState(false);
  const open = steps.map((_, at) => at).filter((at) => !left.includes(at) && !given.includes(at));
  const handOver = async () => {
    setBusy(true);
    let all = true;
    for (const at of open) {
      const step = steps[at];
      // What did not go through stays here, and can be handed over again.
      if (!step || !(await controller.addStep({ ticket_id: ticket, ...step, due: null }))) {
        all = false;
        break;
      }
      setGiven((before) => [...before, at]);
    }
    setBusy(false);
    if (all) done();
  };
  return (
    <fieldset class="stack" data-testid="directory-steps">
      <legend class="strong">{name}</legend>
      {steps.map((one, at) => (
        <div class="choice" key={`${at} ${one.step}`}>
          <input
            type="checkbox"
            id={`directory-step-${at}`}
            checked={!left.includes(at)}
            disabled={given.includes(at)}
            onChange={(event) => {
              const keeps = event.currentTarget.checked;
              setLeft((before) => (keeps ? before.filter((one) => one !== at) : [...before, at]));
            }}
          />
          <label for={`directory-step-${at}`}>
            {one.step}
            <span class="hint">{[one.requirement, one.cost, one.place].filter(Boolean).join(" · ")}</span>
          </label>
        </div>
      ))}
      <button
        type="button"
        class="button second"
        data-testid="hand-over-steps"
        disabled={busy || open.length === 0}
        onClick={() => void handOver()}
      >
        {gettext("Hand over these steps")}
      </button>
    </fieldset>
  );
}
