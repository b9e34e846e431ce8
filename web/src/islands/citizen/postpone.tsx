import { useState } from "preact/hooks";
import { Icon } from "../../ui/icon";
import { later } from "../../ui/later";
import type { Controller } from "./controller";
import type { PostponeDialog as DialogPart } from "./postpone_dialog";
import type { PostponedCard as CardPart } from "./postponed_card";

/** Fetched when somebody wants it. */
export const PostponeDialog = later<Parameters<typeof DialogPart>[0]>(
  () => import("./postpone_dialog").then((module) => module.PostponeDialog),
  "postpone_dialog",
);
export const PostponedCard = later<Parameters<typeof CardPart>[0]>(
  () => import("./postponed_card").then((module) => module.PostponedCard),
  "postponed_card",
);

/** Opens the dialog in which the person says how long others go first. */
export function PostponeButton(props: { controller: Controller; name: string; label: string }) {
  const [open, setOpen] = useState(false);
  const { controller, name, label } = props;
  const show = () => {
    setOpen(true);
    // What is shown afterwards is there by then.
    void PostponedCard.load().catch(() => undefined);
  };
  return (
    <>
      <button type="button" class="button second" data-testid={name} onClick={show}>
        <Icon name="clock" />
        {label}
      </button>
      {open && <PostponeDialog controller={controller} onClose={() => setOpen(false)} />}
    </>
  );
}
