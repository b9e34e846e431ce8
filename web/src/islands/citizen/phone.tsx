import { useEffect, useState } from "preact/hooks";
import { gettext } from "../../i18n";
import type { CitizenView } from "../../protocol";
import { Icon } from "../../ui/icon";
import { later } from "../../ui/later";
import type { Controller } from "./controller";
import type { PhoneDialog as DialogPart, PhoneScreen as ScreenPart } from "./phone_call";

interface Props {
  controller: Controller;
}

/** Few want it, so it is fetched when somebody does. */
export const PhoneDialog = later<Parameters<typeof DialogPart>[0]>(
  () => import("./phone_call").then((module) => module.PhoneDialog),
  "phone_call",
);
export const PhoneScreen = later<Parameters<typeof ScreenPart>[0]>(
  () => import("./phone_call").then((module) => module.PhoneScreen),
  "phone_call",
);

/** On the waiting page: at which number the call will come. */
export function PhoneNote({ view }: { view: CitizenView }) {
  // What is shown while the telephone rings is there by then.
  useEffect(() => void PhoneScreen.load().catch(() => undefined), []);
  return (
    <section class="callout note" aria-label={gettext("By telephone")} data-testid="by-phone">
      <Icon name="phone" />
      <div>
        <p class="strong">
          {gettext("At your turn the director calls the number that ends in ..%(ends)s.", {
            ends: view.ticket.phone_ends,
          })}
        </p>
        <p>{gettext("You may close this page: your place is the same.")}</p>
      </div>
    </section>
  );
}

/** Asks for it; in the dialog the person says at which number. */
export function PhoneButton({ controller }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" class="button second" data-testid="prefer-phone" onClick={() => setOpen(true)}>
        <Icon name="phone" />
        {gettext("Prefer a telephone call")}
      </button>
      {open && <PhoneDialog controller={controller} onClose={() => setOpen(false)} />}
    </>
  );
}

export function VideoButton({ controller, label }: Props & { label: string }) {
  return (
    <button
      type="button"
      class="button second"
      data-testid="prefer-video"
      disabled={controller.busy.value}
      onClick={() => void controller.preferVideo()}
    >
      <Icon name="camera" />
      {label}
    </button>
  );
}
