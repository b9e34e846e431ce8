import type { ComponentChildren } from "preact";
import type { CurrentOut } from "../../protocol";
import { reachable } from "../../ui/reachable";
import { Written } from "../../ui/written";

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
        <Written text={current.name} damaged={current.damaged?.includes("name")} />{" "}
        <span class="soft nums nowrap">{current.number}</span>
      </h2>
      <p>
        <b>{current.topic}:</b> <Written text={current.matter} damaged={current.damaged?.includes("matter")} />
      </p>
      {children}
    </section>
  );
}
