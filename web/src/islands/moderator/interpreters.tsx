import { gettext } from "../../i18n";
import type { Controller } from "./controller";

/** Who interprets today: a box for who is present, and who is in a call. */
export function Interpreters({ controller }: { controller: Controller }) {
  const { interpreters } = controller.state.value;
  if (!interpreters.length) return null;
  return (
    <section class="stack stack-tight" aria-labelledby="interpreters-title" data-testid="interpreters">
      <h2 id="interpreters-title">{gettext("Interpreters")}</h2>
      <p class="soft small">
        {gettext("Whoever needs an interpreter is called only when a room and an interpreter are both free.")}
      </p>
      <ul class="interpreters plain-list">
        {interpreters.map((one) => (
          <li class="row spread" key={one.code} data-testid={`interpreter-${one.code}`} data-busy={one.busy}>
            <span>
              <b>{one.name}</b> <span class="soft small">{one.helps_with}</span>
            </span>
            <span class="row">
              <span class={`tag ${one.busy ? "warn" : one.present ? "good" : ""}`}>
                {one.busy ? gettext("In call") : one.present ? gettext("Free") : gettext("Not here")}
              </span>
              <button
                type="button"
                class="button second"
                data-testid={`interpreter-${one.code}-toggle`}
                disabled={controller.busy.value}
                onClick={() => void controller.setInterpreter(one.code, one.name, !one.present)}
              >
                {one.present ? gettext("Is leaving") : gettext("Is here")}{" "}
                <span class="visually-hidden">{one.name}</span>
              </button>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
