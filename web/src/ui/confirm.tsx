import type { ComponentChildren } from "preact";
import { Dialog } from "./dialog";

interface Props {
  /** Begins the test ids: `name-dialog`, `name-confirm`, `name-cancel`. */
  name: string;
  title: string;
  /** What happens, and to whom. */
  children: ComponentChildren;
  confirm: string;
  cancel: string;
  /** Something is given up that does not come back by itself. */
  danger?: boolean;
  onConfirm: () => void;
  onClose: () => void;
}

/** A question before something that is not easily taken back. The way back is as large as the way on. */
export function Confirm({ name, title, children, confirm, cancel, danger, onConfirm, onClose }: Props) {
  return (
    <Dialog title={title} onClose={onClose} testid={`${name}-dialog`}>
      {children}
      <div class="row">
        <button
          type="button"
          class={danger ? "button danger solid" : "button"}
          data-testid={`${name}-confirm`}
          onClick={() => {
            onClose();
            onConfirm();
          }}
        >
          {confirm}
        </button>
        <button type="button" class="button second" data-testid={`${name}-cancel`} onClick={onClose}>
          {cancel}
        </button>
      </div>
    </Dialog>
  );
}
