import { useRef, useState } from "preact/hooks";
import { gettext } from "../../i18n";
import { Answers } from "../../ui/answers";
import { Dialog } from "../../ui/dialog";
import { Wrong } from "../../ui/fields";
import { StepsList } from "../../ui/steps";
import type { Controller } from "./controller";
import { MattersCard } from "./matters";
import { VideoButton } from "./phone";

interface Props {
  controller: Controller;
}

const FEWEST_DIGITS = 7;

/** Asks at which number to call. */
export function PhoneDialog({ controller, onClose }: Props & { onClose: () => void }) {
  const known = controller.state.value.view?.ticket.phone_ends ?? "";
  const [wrong, setWrong] = useState("");
  const number = useRef<HTMLInputElement>(null);
  const submit = (event: Event) => {
    event.preventDefault();
    const typed = number.current?.value.trim() ?? "";
    const digits = typed.replace(/\D/g, "").length;
    if (typed ? digits < FEWEST_DIGITS : !known) {
      setWrong(gettext("Write the ten digits of the number at which we should call."));
      number.current?.focus();
      return;
    }
    onClose();
    void controller.choose("prefer_phone", { telephone: typed });
  };
  return (
    <Dialog title={gettext("A telephone call instead of video")} onClose={onClose} testid="phone-dialog">
      <form class="stack" noValidate onSubmit={submit}>
        <p>
          {known
            ? gettext("We call the number that ends in ..%(ends)s, unless you write another one.", { ends: known })
            : gettext("At which number should we call?")}
        </p>
        <div class={wrong ? "field has-error" : "field"}>
          <label class="label" for="phone-number">
            {known ? gettext("Another number (optional)") : gettext("Telephone number")}
          </label>
          <Wrong id="phone-number" text={wrong} />
          <input
            ref={number}
            class="input medium"
            id="phone-number"
            type="tel"
            inputMode="tel"
            autocomplete="tel"
            maxLength={40}
            data-testid="phone-typed"
            aria-invalid={wrong ? "true" : undefined}
            aria-describedby={wrong ? "phone-number-error" : undefined}
          />
        </div>
        <p class="soft small">
          {gettext("Your place stays the same. Only the director who calls you sees the number.")}
        </p>
        <Answers
          name="phone"
          confirm={gettext("Call my telephone")}
          cancel={gettext("Stay with video")}
          disabled={controller.busy.value}
          onClose={onClose}
        />
      </form>
    </Dialog>
  );
}

/** The director dials, or talks with the person by telephone: what to do, in words. */
export function PhoneScreen({ controller }: Props) {
  const view = controller.state.value.view;
  if (!view) return null;
  const rings = view.ticket.state === "called";
  return (
    <div class="stack stack-loose" data-testid="phone-screen">
      <section class="panel stack" aria-labelledby="phone-title">
        <h1 id="phone-title">
          {rings ? gettext("It is your turn: answer your telephone") : gettext("You are attended by telephone")}
        </h1>
        <p class="lead" data-testid="phone-words">
          {gettext("%(director)s, of %(department)s, is calling you at the number that ends in ..%(ends)s.", {
            director: view.call?.director ?? "",
            department: view.call?.department ?? "",
            ends: view.ticket.phone_ends,
          })}
        </p>
        <ul class="ticks">
          <li>{gettext("Answer your telephone, even if you do not know the number that it shows.")}</li>
          <li>{gettext("Nobody sees or hears you through this page now.")}</li>
          <li>
            {gettext("Your next steps appear here. If you keep this page open, you can go back to video together.")}
          </li>
        </ul>
        {rings && <VideoButton controller={controller} label={gettext("I can answer by video here")} />}
      </section>
      {view.next_steps.length > 0 && (
        <section class="stack" aria-labelledby="steps-title">
          <h2 id="steps-title">{gettext("Your next steps")}</h2>
          <StepsList steps={view.next_steps} />
        </section>
      )}
      {!rings && <MattersCard controller={controller} />}
    </div>
  );
}
