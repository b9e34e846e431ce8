interface Props {
  /** Begins the test ids: `name-confirm`, `name-cancel`. */
  name: string;
  confirm: string;
  cancel: string;
  /** Something is given up that does not come back by itself. */
  danger?: boolean | undefined;
  disabled?: boolean | undefined;
  /** Without it the first button sends the form that both stand in. */
  onConfirm?: () => void;
  onClose: () => void;
}

/** The two ways out of a question. The way back is as large as the way on. */
export function Answers({ name, confirm, cancel, danger, disabled, onConfirm, onClose }: Props) {
  return (
    <div class="row">
      <button
        type={onConfirm ? "button" : "submit"}
        class={danger ? "button danger solid" : "button"}
        data-testid={`${name}-confirm`}
        disabled={disabled}
        onClick={onConfirm}
      >
        {confirm}
      </button>
      <button type="button" class="button second" data-testid={`${name}-cancel`} onClick={onClose}>
        {cancel}
      </button>
    </div>
  );
}
