import { useState } from "preact/hooks";
import { gettext } from "../../i18n";

interface Props<T> {
  id: string;
  templates: readonly T[];
  use: (template: T) => void;
}

/** Texts that the municipality keeps ready. Choosing does nothing yet, so that the arrow keys can go through the list. */
export function Templates<T extends { code: string; label: string }>({ id, templates, use }: Props<T>) {
  const [code, setCode] = useState("");
  if (!templates.length) return null;
  const chosen = templates.find((one) => one.code === code);
  return (
    <div class="row templates">
      <label class="label" for={id}>
        {gettext("Template")}
      </label>
      <select
        class="input"
        id={id}
        data-testid={id}
        value={chosen ? code : ""}
        onChange={(event) => setCode(event.currentTarget.value)}
      >
        <option value="">{gettext("Choose one")}</option>
        {templates.map((one) => (
          <option key={one.code} value={one.code}>
            {one.label}
          </option>
        ))}
      </select>
      <button
        type="button"
        class="button second small"
        data-testid={`${id}-use`}
        disabled={!chosen}
        onClick={() => chosen && use(chosen)}
      >
        {gettext("Use it")}
      </button>
    </div>
  );
}
