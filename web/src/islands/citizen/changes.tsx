import type { ComponentChildren } from "preact";
import { gettext } from "../../i18n";
import { Icon } from "../../ui/icon";
import type { Controller } from "./controller";

/** Above the place: why the ticket is in another line, or why the place is worse than it was. */
export function ChangeNotes({ controller }: { controller: Controller }) {
  const { moved, passed } = controller.state.value;
  if (moved)
    return (
      <Note why={moved.why} name="moved" onClose={() => controller.dispatch({ type: "dismiss", what: "moved" })}>
        {gettext("You are now in the line of %(to)s", { to: moved.to })}
      </Note>
    );
  if (passed)
    return (
      <Note why={passed.why} name="passed" onClose={() => controller.dispatch({ type: "dismiss", what: "passed" })}>
        {gettext("Your place changed from %(from)d to %(to)d", { from: passed.from, to: passed.to })}
      </Note>
    );
  return null;
}

interface NoteProps {
  name: "moved" | "passed";
  why: readonly string[];
  children: ComponentChildren;
  onClose: () => void;
}

/** The reason first, then what it led to. */
function Note({ name, why, children, onClose }: NoteProps) {
  return (
    <section class="callout warn note" data-testid={name} aria-label={gettext("Why my place changed")}>
      <Icon name="move" />
      <div class="grow stack stack-tight">
        {why.map((text) => (
          <p key={text}>{text}</p>
        ))}
        <p class="strong">{children}</p>
        <button type="button" class="bare" onClick={onClose} data-testid={`${name}-ok`}>
          {gettext("Understood")}
        </button>
      </div>
    </section>
  );
}
