import { minutes } from "../../format";
import { gettext } from "../../i18n";

interface Props {
  id: string;
  options: readonly number[];
  value: number;
  onSelect: (minutes: number) => void;
}

/** For how long something is to last. */
export function Minutes({ id, options, value, onSelect }: Props) {
  return (
    <label class="label" for={id}>
      {gettext("For how long?")}
      <select
        class="input"
        id={id}
        data-testid={id}
        value={value}
        onChange={(event) => onSelect(Number(event.currentTarget.value))}
      >
        {options.map((n) => (
          <option key={n} value={n}>
            {minutes(n)}
          </option>
        ))}
      </select>
    </label>
  );
}
