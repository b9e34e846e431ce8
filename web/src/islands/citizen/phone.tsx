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

/** On the waiting page: a telephone call instead of video, and back, until the call is answered. */
export function PhoneCard({ controller, view }: Props & { view: CitizenView }) {
  const { medium, phone_ends } = view.ticket;
  const byPhone = medium === "phone";
  // What is shown while the telephone rings is there by then.
  useEffect(() => {
    if (byPhone) void PhoneScreen.load().catch(() => undefined);
  }, [byPhone]);
  if (!byPhone)
    return (
      <section class="panel row spread" aria-label={gettext("By telephone")} data-testid="phone-offer">
        <p class="note">
          <Icon name="phone" />
          <span>{gettext("No camera, no microphone, or little data? We can call your telephone instead.")}</span>
        </p>
        <PhoneButton controller={controller} />
      </section>
    );
  return (
    <section class="panel stack" aria-labelledby="by-phone-title" data-testid="by-phone">
      <h2 id="by-phone-title">
        <Icon name="phone" /> {gettext("We will call your telephone")}
      </h2>
      <p>{gettext("At your turn the director calls the number that ends in ..%(ends)s.", { ends: phone_ends })}</p>
      <VideoButton controller={controller} label={gettext("Attend me by video after all")} />
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
