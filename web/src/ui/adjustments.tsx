import type { ComponentChildren } from "preact";
import { gettext } from "../i18n";

/** What somebody needs, as marks, after `children`, which are marks too; nothing where there is neither. */
export function Adjustments({
  adjustments,
  damaged = false,
  children,
}: {
  adjustments: readonly string[];
  damaged?: boolean | undefined;
  children?: ComponentChildren;
}) {
  if (adjustments.length === 0 && !children && !damaged) return null;
  return (
    <p class="row tags">
      {children}
      {adjustments.map((adjustment) => (
        <span class="tag plain need" key={adjustment}>
          {adjustment}
        </span>
      ))}
      {damaged && <span class="damaged">{gettext("What this person needs does not open.")}</span>}
    </p>
  );
}
