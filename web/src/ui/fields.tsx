import type { Signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { gettext } from "../i18n";
import { Icon } from "./icon";

interface ChoiceProps {
  type?: "radio" | "checkbox";
  id: string;
  name: string;
  label: ComponentChildren;
  hint?: ComponentChildren;
  testid: string;
  checked: boolean;
  disabled?: boolean;
  onCheck: (checked: boolean) => void;
}

/** One radio button or box with its label. */
export function Choice({ type = "radio", id, name, label, hint, testid, checked, disabled, onCheck }: ChoiceProps) {
  return (
    <div class="choice">
      <input
        type={type}
        id={id}
        name={name}
        data-testid={testid}
        checked={checked}
        disabled={disabled}
        onChange={(event) => onCheck(event.currentTarget.checked)}
      />
      <label for={id}>
        {label}
        {hint && <span class="hint">{hint}</span>}
      </label>
    </div>
  );
}

interface SelectProps {
  id: string;
  label: string;
  value: string;
  /** The first, empty option. */
  none: string;
  options: readonly (readonly [value: string, label: string])[];
  testid: string;
  disabled?: boolean;
  wrong?: string | undefined;
  onSelect: (value: string) => void;
}

/** A list to choose one from, with its own error. */
export function Select({ id, label, value, none, options, testid, disabled, wrong, onSelect }: SelectProps) {
  return (
    <div class={wrong ? "field has-error" : "field"}>
      <label class="label" for={id}>
        {label}
      </label>
      <Wrong id={id} text={wrong} />
      <select
        class="input"
        id={id}
        data-testid={testid}
        value={value}
        disabled={disabled}
        aria-invalid={wrong ? "true" : undefined}
        aria-describedby={wrong ? `${id}-error` : undefined}
        onChange={(event) => onSelect(event.currentTarget.value)}
      >
        <option value="">{none}</option>
        {options.map(([code, text]) => (
          <option key={code} value={code}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

/** The error of one field, above it. */
export function Wrong({ id, text }: { id: string; text: string | undefined }) {
  if (!text) return null;
  return (
    <span class="wrong" id={`${id}-error`}>
      <Icon name="warn" />
      <span>
        <span class="visually-hidden">{gettext("Error:")}</span> {text}
      </span>
    </span>
  );
}

interface NoteProps {
  /** Begins with `note_`; also the field's id. */
  name: string;
  label: string;
  hint: string;
  /** Where what is written outlives the field. */
  text?: Signal<string>;
}

/** A longer text that may stay empty. */
export function NoteField({ name, label, hint, text }: NoteProps) {
  return (
    <div class="field">
      <label class="label" for={name}>
        {label}
      </label>
      <span class="hint" id={`${name}-hint`}>
        {hint}
      </span>
      <textarea
        class="input"
        id={name}
        name={name}
        data-testid={name}
        maxLength={2000}
        rows={3}
        aria-describedby={`${name}-hint`}
        value={text?.value}
        onInput={(event) => {
          if (text) text.value = event.currentTarget.value;
        }}
      />
    </div>
  );
}

/** What is wrong with a form, each error leading to its field. */
export function ErrorSummary({ errors }: { errors: readonly (readonly [id: string, text: string])[] }) {
  if (!errors.length) return null;
  return (
    <div class="error-summary" role="alert" tabIndex={-1} data-testid="error-summary">
      <h3>{gettext("There is a problem")}</h3>
      <ul>
        {errors.map(([id, text]) => (
          <li key={id}>
            <a
              href={`#${id}`}
              onClick={(event) => {
                event.preventDefault();
                document.getElementById(id)?.focus();
              }}
            >
              {text}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}
