import { gettext } from "../../i18n";

interface Props<T> {
  id: string;
  templates: readonly T[];
  use: (template: T) => void;
}

/** Texts that the municipality keeps ready, each one a button that puts it into the form. */
export function Templates<T extends { code: string; label: string }>({ id, templates, use }: Props<T>) {
  if (!templates.length) return null;
  return (
    <fieldset class="templates" data-testid={id}>
      <legend>{gettext("Templates")}</legend>
      {templates.map((one) => (
        <button
          key={one.code}
          type="button"
          class="answer-chip"
          data-testid={`${id}-${one.code}`}
          onClick={() => use(one)}
        >
          {one.label}
        </button>
      ))}
    </fieldset>
  );
}
