import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";

interface Props {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
  testid: string;
}

/** A modal dialog by the browser's own element: Escape closes it, focus stays inside and goes back afterwards. */
export function Dialog({ title, onClose, children, testid }: Props) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  // Preact runs the cleanup of a plain effect after the next paint: the focus would be taken from whoever got it meanwhile.
  useLayoutEffect(() => {
    const before = document.activeElement;
    const dialog = ref.current;
    dialog?.showModal();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={ref}
      class="dialog"
      aria-labelledby={id}
      data-testid={testid}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <div class="stack">
        <h2 id={id}>{title}</h2>
        {children}
      </div>
    </dialog>
  );
}
