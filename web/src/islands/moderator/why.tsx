import { gettext } from "../../i18n";
import type { MoveReasonOut } from "../../protocol";
import { Select } from "../../ui/fields";

interface Props {
  /** Begins the ids of the field and of the explanation. */
  name: string;
  reasons: readonly MoveReasonOut[];
  value: string;
  wrong?: string | undefined;
  /** Whether several people will read it. */
  many?: boolean;
  onSelect: (code: string) => void;
}

/** A reason from the configuration, and what those whom it affects will read. */
export function Why({ name, reasons, value, wrong, many, onSelect }: Props) {
  const explanation = reasons.find((one) => one.code === value)?.explanation;
  return (
    <>
      <Select
        id={`${name}-reason`}
        testid={`${name}-reason`}
        label={gettext("Why?")}
        none={gettext("Choose a reason")}
        options={reasons.map((one) => [one.code, one.label] as const)}
        value={value}
        wrong={wrong}
        onSelect={onSelect}
      />
      {explanation && (
        <div class="callout" data-testid={`${name}-explanation`}>
          <p class="strong">
            {many ? gettext("Each of these citizens will read:") : gettext("The citizen will read:")}
          </p>
          <p>{explanation}</p>
        </div>
      )}
    </>
  );
}
