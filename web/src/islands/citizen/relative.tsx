import { useState } from "preact/hooks";
import { gettext } from "../../i18n";
import type { CitizenView } from "../../protocol";
import { Answers } from "../../ui/answers";
import { Countdown } from "../../ui/countdown";
import { Dialog } from "../../ui/dialog";
import type { Controller } from "./controller";
import { guestsOf, liveCall } from "./state";

/** Guests that fit into a call beside the citizen and its director. */
const MOST_GUESTS = 4;

interface Link {
  link: string;
  name: string;
  expires_at: string;
}

/** Asks somebody of trust into the call by a one-time link. */
export function InviteButton({ controller }: { controller: Controller }) {
  const [open, setOpen] = useState(false);
  const state = controller.state.value;
  if (!liveCall(state) || guestsOf(state.view?.call ?? null).length >= MOST_GUESTS) return null;
  return (
    <div>
      <button type="button" class="bare" data-testid="invite-relative" onClick={() => setOpen(true)}>
        {gettext("Invite somebody I trust…")}
      </button>
      {open && <InviteDialog controller={controller} onClose={() => setOpen(false)} />}
    </div>
  );
}

function InviteDialog({ controller, onClose }: { controller: Controller; onClose: () => void }) {
  const [made, setMade] = useState<Link | null>(null);
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const name = String(form.get("relative_name") ?? "").trim();
    if (!name) {
      setWrong(gettext("Write who it is, as all in the call will read it."));
      return;
    }
    setBusy(true);
    const ack = await controller.line.command("invite_relative", { name, signs: form.has("relative_signs") });
    setBusy(false);
    setWrong(ack.ok ? "" : (ack.problem?.message ?? ""));
    if (ack.ok) setMade({ name, ...(ack.result as unknown as Omit<Link, "name">) });
  };
  return (
    <Dialog title={gettext("Invite somebody I trust")} onClose={onClose} testid="invite-dialog">
      {made ? (
        <Made made={made} onClose={onClose} />
      ) : (
        <form class="stack" onSubmit={(event) => void submit(event)} noValidate>
          <p>
            {gettext(
              "You get a link for one person. They come in when the person who attends you lets them in, and then see and hear all of the call.",
            )}
          </p>
          <div class={wrong ? "field has-error" : "field"}>
            <label class="label" for="relative-name">
              {gettext("First name, or who it is to you")}
            </label>
            <span class="hint" id="relative-hint">
              {gettext("For example “Ana” or “My daughter”. All in the call read it.")}
            </span>
            {wrong && (
              <span class="wrong" id="relative-wrong" role="alert">
                {wrong}
              </span>
            )}
            <input
              class="input"
              id="relative-name"
              name="relative_name"
              maxLength={60}
              autocomplete="off"
              aria-describedby={wrong ? "relative-hint relative-wrong" : "relative-hint"}
              aria-invalid={wrong ? "true" : undefined}
              data-testid="relative-name"
            />
          </div>
          <label class="row">
            <input type="checkbox" class="chat-choice" name="relative_signs" data-testid="relative-signs" />
            {gettext("They interpret for me in sign language: their picture stays large")}
          </label>
          <Answers
            name="invite"
            confirm={gettext("Make the link")}
            cancel={gettext("Not now")}
            disabled={busy}
            onClose={onClose}
          />
        </form>
      )}
    </Dialog>
  );
}

function Made({ made, onClose }: { made: Link; onClose: () => void }) {
  const [copied, setCopied] = useState(false);
  const copy = () =>
    navigator.clipboard?.writeText(made.link).then(
      () => setCopied(true),
      () => undefined,
    );
  const share = () => void navigator.share?.({ url: made.link }).catch(() => undefined);
  return (
    <div class="stack">
      <p>{gettext("Send this link to %(name)s. It is good once, and for this call alone.", { name: made.name })}</p>
      <input
        class="input"
        readOnly
        value={made.link}
        aria-label={gettext("Link")}
        data-testid="relative-link"
        onFocus={(event) => event.currentTarget.select()}
      />
      <div class="row">
        {"share" in navigator && (
          <button type="button" class="button" data-testid="share-link" onClick={share}>
            {gettext("Send it…")}
          </button>
        )}
        <button type="button" class="button second" data-testid="copy-link" onClick={() => void copy()}>
          {gettext("Copy the link")}
        </button>
      </div>
      <p role="status" class="soft small">
        {copied ? gettext("The link is copied.") : ""}
      </p>
      <Countdown until={made.expires_at} label={gettext("The link is good for")} testid="relative-countdown" />
      <button type="button" class="button second" data-testid="invite-close" onClick={onClose}>
        {gettext("Close")}
      </button>
    </div>
  );
}

/** Whom the citizen asked and who is not there yet, over the picture; and the way to take it back. */
export function AskedNote({ controller, view }: { controller: Controller; view: CitizenView }) {
  const asked = view.call?.relative;
  if (!asked) return null;
  const { name } = asked;
  return (
    <div class="callout stack stack-tight" data-testid="relative-asked" data-waits={asked.waits}>
      <p class="strong" role="status">
        {asked.waits
          ? gettext("%(name)s is there and waits until the person who attends you lets them in.", { name })
          : gettext("You invited %(name)s: the link can be opened for some minutes.", { name })}
      </p>
      <p>
        <button
          type="button"
          class="button second"
          data-testid="relative-withdraw"
          disabled={controller.busy.value}
          onClick={() => void controller.say("end_stay", { knock_id: asked.relative_id })}
        >
          {gettext("Take the invitation back")}
        </button>
      </p>
    </div>
  );
}
