import { useEffect, useRef } from "preact/hooks";
import { gettext, ngettext } from "../../i18n";
import type { BoardQueueOut } from "../../protocol";
import type { Controller } from "./controller";
import { FRONT, MOST_SHOWN } from "./looking";

interface Props {
  controller: Controller;
  queue: BoardQueueOut;
  /** How many of it are shown. */
  rows: number;
}

/** Of a long line: how many are not shown, and the way to them. */
export function Further({ controller, queue, rows }: Props) {
  const { looking } = controller;
  return looking.isOn() ? (
    <FoundBeyond {...{ controller, queue, rows }} />
  ) : (
    <More controller={controller} queue={queue} />
  );
}

/** More are found than are shown. */
function FoundBeyond({ controller, queue, rows }: Props) {
  const left = queue.whole || controller.looking.found.value === null ? 0 : queue.found - rows;
  if (left <= 0) return null;
  return (
    <p class="soft small nums" data-testid={`found-beyond-${queue.department_slug}`}>
      {ngettext(
        "%(n)d more is found: write more of the number or topic to see it.",
        "%(n)d more are found: write more of the number or topic to see them.",
        left,
      )}
    </p>
  );
}

function More({ controller, queue }: Omit<Props, "rows">) {
  const { looking } = controller;
  const { hidden, department_slug: slug } = queue;
  const size = looking.sizes.value.get(slug) ?? FRONT;
  const opened = size > FRONT;
  const more = hidden > 0 && size < MOST_SHOWN;
  const pressed = useRef(false);
  const fewer = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // The button that had the focus is gone when there is nothing more to show.
    if (pressed.current && !more && document.activeElement === document.body) fewer.current?.focus();
    if (!more) pressed.current = false;
  }, [more]);
  if (hidden === 0 && !opened) return null;
  const name = <span class="visually-hidden">{queue.department}</span>;
  const show = () => {
    pressed.current = true;
    looking.showMore(slug);
  };
  return (
    <div class="row">
      {more && (
        <button type="button" class="button second small" data-testid={`more-${slug}`} onClick={show}>
          {ngettext("Show %(n)d more person", "Show more (%(n)d people left)", hidden)} {name}
        </button>
      )}
      {hidden > 0 && !more && (
        <p class="soft small nums" data-testid={`beyond-${slug}`}>
          {ngettext(
            "%(n)d person more: find them above by number, topic or what they have in common.",
            "%(n)d people more: find them above by number, topic or what they have in common.",
            hidden,
          )}
        </p>
      )}
      {opened && (
        <button
          type="button"
          class="bare small"
          ref={fewer}
          data-testid={`fewer-${slug}`}
          onClick={() => looking.showFront(slug)}
        >
          {gettext("Show only the front")} {name}
        </button>
      )}
    </div>
  );
}
