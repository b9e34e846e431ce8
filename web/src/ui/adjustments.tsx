import type { ComponentChildren } from "preact";

/** What somebody needs, as marks, after `children`, which are marks too; nothing where there is neither. */
export function Adjustments({
  adjustments,
  children,
}: {
  adjustments: readonly string[];
  children?: ComponentChildren;
}) {
  if (adjustments.length === 0 && !children) return null;
  return (
    <p class="row tags">
      {children}
      {adjustments.map((adjustment) => (
        <span class="tag plain need" key={adjustment}>
          {adjustment}
        </span>
      ))}
    </p>
  );
}
