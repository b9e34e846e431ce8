import type { ComponentChildren } from "preact";

/** One part of `web/src/ui`, by its file, and what it looks like in each of its states. */
export function Part({ file, children }: { file: string; children: ComponentChildren }) {
  const id = `part-${file}`;
  return (
    <section class="panel stack" aria-labelledby={id} data-testid={id}>
      <h3 id={id}>{`ui/${file}.tsx`}</h3>
      {children}
    </section>
  );
}
