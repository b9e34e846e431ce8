import { useState } from "preact/hooks";
import { gettext } from "../../i18n";
import type { MatterOut } from "../../protocol";
import { Confirm } from "../../ui/confirm";
import { later } from "../../ui/later";
import type { Controller } from "./controller";
import { mayBringMatter } from "./state";

/** Fetched when somebody has one. */
export const MatterDialog = later<{ controller: Controller; onClose: () => void }>(
  () => import("./matter_dialog").then((module) => module.MatterDialog),
  "matter_dialog",
);

/** Other matters of the same visit: attended after this one, at the time of arrival that the person has. */
export function MattersCard({ controller }: { controller: Controller }) {
  const [open, setOpen] = useState(false);
  const state = controller.state.value;
  const matters = state.view?.matters ?? [];
  const may = mayBringMatter(state);
  if (!may && !matters.length) return null;
  return (
    <section class="panel stack" aria-labelledby="matters-title" data-testid="matters">
      <h2 id="matters-title">{gettext("Another matter")}</h2>
      <p>
        {matters.length
          ? gettext("They come after your present matter, without queuing again: your time of arrival counts.")
          : gettext(
              "If you have something else, you need not queue again: it follows this one, with your time of arrival.",
            )}
      </p>
      {matters.length > 0 && (
        <ul class="people">
          {matters.map((matter) => (
            <Matter key={matter.matter_id} controller={controller} matter={matter} />
          ))}
        </ul>
      )}
      {may && (
        <button type="button" class="button second" data-testid="another-matter" onClick={() => setOpen(true)}>
          {gettext("I have another matter")}
        </button>
      )}
      {open && may && <MatterDialog controller={controller} onClose={() => setOpen(false)} />}
    </section>
  );
}

function Matter({ controller, matter }: { controller: Controller; matter: MatterOut }) {
  const [asking, setAsking] = useState(false);
  return (
    <li class="person" data-testid="matter">
      <p class="strong">
        {matter.department} · {matter.topic}
      </p>
      <p class={matter.damaged ? "damaged" : undefined}>{matter.matter}</p>
      <button type="button" class="bare" data-testid="withdraw-matter" onClick={() => setAsking(true)}>
        {gettext("Take it back")} <span class="visually-hidden">{matter.matter}</span>
      </button>
      {asking && (
        <Confirm
          name="withdraw-matter"
          danger
          title={gettext("Do you want to take this matter back?")}
          confirm={gettext("Yes, take it back")}
          cancel={gettext("Keep it")}
          busy={controller.busy.value}
          onConfirm={() => void controller.say("withdraw_matter", { matter_id: matter.matter_id })}
          onClose={() => setAsking(false)}
        >
          <p>{matter.matter}</p>
          <p>{gettext("Your present matter and your place do not change.")}</p>
        </Confirm>
      )}
    </li>
  );
}
