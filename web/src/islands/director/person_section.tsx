import type { ComponentChildren } from "preact";
import type { CurrentOut } from "../../protocol";
import { reachable } from "../../ui/reachable";

/** Name, number and matter, and what the console says besides. */
export function PersonSection(props: { current: CurrentOut; testid: string; children: ComponentChildren }) {
  const { current, testid, children } = props;
  return (
    <section
      class="console-person stack stack-tight"
      aria-labelledby="person-title"
      data-testid={testid}
      ref={reachable}
    >
      <h2 id="person-title">
        {current.name} <span class="soft nums nowrap">{current.number}</span>
      </h2>
      <p>
        <b>{current.topic}:</b> {current.matter}
      </p>
      {children}
    </section>
  );
}
