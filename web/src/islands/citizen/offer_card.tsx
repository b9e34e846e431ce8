import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { day } from "../../format";
import { gettext, ngettext } from "../../i18n";
import type { OfferOut } from "../../protocol";
import { Answers } from "../../ui/answers";
import { Dialog } from "../../ui/dialog";
import { Wrong } from "../../ui/fields";
import type { Controller } from "./controller";

/** The department cannot attend: how the citizen wants to go on. To wait is what happens anyway. */
export function OfferCard({ controller }: { controller: Controller }) {
  const offer = controller.state.value.view?.offer;
  if (!offer) return null;
  return offer.choice ? (
    <Waits controller={controller} offer={offer} />
  ) : (
    <Asked controller={controller} offer={offer} />
  );
}

interface Props {
  controller: Controller;
  offer: OfferOut;
}

function Asked({ controller, offer }: Props) {
  return (
    <section class="panel stack" aria-labelledby="offer-title" data-testid="offer">
      <h2 id="offer-title">{gettext("Your department cannot attend you now")}</h2>
      <p>{offer.explanation}</p>
      <p class="strong">
        {gettext("How do you want to go on? If you choose nothing, you keep waiting and keep your place.")}
      </p>
      <Ways controller={controller} offer={offer} />
    </section>
  );
}

/** What was said can be changed as long as nobody attends. */
function Waits({ controller, offer }: Props) {
  const [changes, setChanges] = useState(false);
  return (
    <section class="panel stack" aria-label={gettext("How you go on")} data-testid="offer-waits">
      <p>
        {offer.choice === "telephone"
          ? gettext("You chose to be attended by telephone when it is your turn.")
          : gettext("You chose to wait. You keep your place.")}
      </p>
      {changes ? (
        <Ways controller={controller} offer={offer} />
      ) : (
        <button type="button" class="bare" data-testid="offer-change" onClick={() => setChanges(true)}>
          {gettext("Choose something else…")}
        </button>
      )}
    </section>
  );
}

type Leaves = { choice: "department"; department: string; name: string } | { choice: "next_session" };
type Way = Leaves | { choice: "telephone" };

function Ways({ controller, offer }: Props) {
  const [sure, setSure] = useState<Way | null>(null);
  return (
    <div class="stack">
      {!offer.choice && (
        <WayButton
          controller={controller}
          testid="offer-wait"
          onClick={() => void controller.choose("answer_offer", { offer_id: offer.id, choice: "wait" })}
          hint={gettext("Somebody may attend again today.")}
        >
          {gettext("I wait")}
        </WayButton>
      )}
      {offer.departments.map((one) => (
        <WayButton
          key={one.department_slug}
          controller={controller}
          testid={`offer-to-${one.department_slug}`}
          onClick={() => setSure({ choice: "department", department: one.department_slug, name: one.department })}
          hint={thereText(one.waiting)}
        >
          {gettext("Go to %(department)s", { department: one.department })}
        </WayButton>
      ))}
      <WayButton
        controller={controller}
        testid="offer-next"
        onClick={() => setSure({ choice: "next_session" })}
        hint={gettext("Your matter is kept under your folio, and you have priority.")}
      >
        {gettext("Come to the next audience: %(day)s", { day: day(offer.next_session) })}
      </WayButton>
      {offer.choice !== "telephone" && (
        <WayButton
          controller={controller}
          testid="offer-telephone"
          onClick={() => setSure({ choice: "telephone" })}
          hint={gettext("You keep your place and need not stay on this page.")}
        >
          {gettext("Attend me by telephone")}
        </WayButton>
      )}
      {sure?.choice === "telephone" && <ByPhone controller={controller} offer={offer} onClose={() => setSure(null)} />}
      {sure && sure.choice !== "telephone" && (
        <Sure controller={controller} offer={offer} way={sure} onClose={() => setSure(null)} />
      )}
    </div>
  );
}

function thereText(waiting: number): string {
  const people = ngettext("%(n)d person waiting", "%(n)d people waiting", waiting);
  const kept = gettext("Your time of arrival counts there too.");
  return `${people}. ${kept}`;
}

interface WayProps {
  controller: Controller;
  testid: string;
  hint: string;
  onClick: () => void;
  children: ComponentChildren;
}

function WayButton({ controller, testid, hint, onClick, children }: WayProps) {
  return (
    <div class="stack stack-tight">
      <button
        type="button"
        class="button second full"
        data-testid={testid}
        aria-describedby={`${testid}-hint`}
        disabled={controller.busy.value}
        onClick={onClick}
      >
        {children}
      </button>
      <span class="soft small" id={`${testid}-hint`}>
        {hint}
      </span>
    </div>
  );
}

/** At which number; the one of the contact when there is one and nothing else is written. */
function ByPhone({ controller, offer, onClose }: Props & { onClose: () => void }) {
  const known = controller.state.value.view?.ticket.phone_ends ?? "";
  const [number, setNumber] = useState("");
  const [missing, setMissing] = useState(false);
  const wrong = missing && !known && !number.trim() ? gettext("Write the number that we should call.") : undefined;
  return (
    <Dialog title={gettext("Be attended by telephone?")} onClose={onClose} testid="offer-phone">
      <p>{gettext("When it is your turn a director calls you. You keep your place in this line.")}</p>
      <form
        class="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setMissing(true);
          if (!known && !number.trim()) return;
          onClose();
          void controller.choose("answer_offer", { offer_id: offer.id, choice: "telephone", telephone: number });
        }}
      >
        <div class={wrong ? "field has-error" : "field"}>
          <label class="label" for="offer-number">
            {known ? gettext("Another number (not needed)") : gettext("Telephone number")}
          </label>
          {known && (
            <span class="hint">{gettext("We call the number that ends in %(digits)s.", { digits: known })}</span>
          )}
          <Wrong id="offer-number" text={wrong} />
          <input
            class="input"
            id="offer-number"
            data-testid="offer-number"
            type="tel"
            autocomplete="tel"
            maxLength={40}
            value={number}
            aria-invalid={wrong ? "true" : undefined}
            aria-describedby={wrong ? "offer-number-error" : undefined}
            onInput={(event) => setNumber(event.currentTarget.value)}
          />
        </div>
        <Answers
          name="offer-phone"
          confirm={gettext("Call me when it is my turn")}
          cancel={gettext("No, I wait")}
          disabled={controller.busy.value}
          onClose={onClose}
        />
      </form>
    </Dialog>
  );
}

/** Leaving the line cannot be taken back by the citizen: asked once more. */
function Sure({ controller, offer, way, onClose }: Props & { way: Leaves; onClose: () => void }) {
  const title =
    way.choice === "department"
      ? gettext("Go to %(department)s now?", { department: way.name })
      : gettext("Come to the next audience instead?");
  const department = way.choice === "department" ? way.department : null;
  return (
    <Dialog title={title} onClose={onClose} testid="offer-sure">
      <p>
        {way.choice === "department"
          ? gettext("You leave this line and wait there, with your time of arrival.")
          : gettext("You leave this line. On %(day)s you join with your folio and have priority.", {
              day: day(offer.next_session),
            })}
      </p>
      <div class="row">
        <button
          type="button"
          class="button"
          data-testid="offer-confirm"
          disabled={controller.busy.value}
          onClick={() => {
            onClose();
            void controller.choose("answer_offer", { offer_id: offer.id, choice: way.choice, department });
          }}
        >
          {gettext("Yes")}
        </button>
        <button type="button" class="button second" data-testid="offer-keep" onClick={onClose}>
          {gettext("No, I wait")}
        </button>
      </div>
    </Dialog>
  );
}
