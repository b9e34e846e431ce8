import type { ComponentChildren } from "preact";
import { Answers } from "./answers";
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
  /** While another command is under way, and this one would not be carried out. */
  busy?: boolean;
  onConfirm: () => void;
  onClose: () => void;
}

/** A question before something that is not easily taken back. */
export function Confirm({ name, title, children, confirm, cancel, danger, busy, onConfirm, onClose }: Props) {
  return (
    <Dialog title={title} onClose={onClose} testid={`${name}-dialog`}>
      {children}
      <Answers
        name={name}
        confirm={confirm}
        cancel={cancel}
        danger={danger}
        disabled={busy}
        onConfirm={() => {
          onClose();
          onConfirm();
        }}
        onClose={onClose}
      />
    </Dialog>
  );
}
