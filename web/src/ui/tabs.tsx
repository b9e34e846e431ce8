import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { reachable } from "./reachable";

export interface Tab {
  id: string;
  label: string;
  /** How much is new in it; nothing is shown for 0. `words` say it to screen readers. */
  badge?: { n: number; words: string; testid: string } | undefined;
  /** The letter that shows it. */
  letter?: string | undefined;
  panel: ComponentChildren;
}

interface Props {
  label: string;
  tabs: readonly Tab[];
  chosen: string;
  onChoose: (id: string) => void;
}

const STEPS: Readonly<Record<string, (at: number, last: number) => number>> = {
  ArrowRight: (at, last) => (at === last ? 0 : at + 1),
  ArrowLeft: (at, last) => (at === 0 ? last : at - 1),
  Home: () => 0,
  End: (_, last) => last,
};

/** Tabs after the ARIA Authoring Practices: arrows choose, one tab is in the order of focus. Hidden panels keep what was typed. */
export function Tabs({ label, tabs, chosen, onChoose }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const at = tabs.findIndex((one) => one.id === chosen);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    const next = step && tabs[step(at, tabs.length - 1)];
    if (!next) return;
    event.preventDefault();
    onChoose(next.id);
    list.current?.querySelector<HTMLElement>(`#tab-${next.id}`)?.focus();
  };
  return (
    <>
      <div class="tabs" role="tablist" aria-label={label} ref={list} onKeyDown={onKeyDown}>
        {tabs.map((one) => (
          <TabButton key={one.id} tab={one} chosen={one.id === chosen} onChoose={onChoose} />
        ))}
      </div>
      {tabs.map((one) => (
        <div
          key={one.id}
          class="tab-panel stack"
          role="tabpanel"
          id={`tab-panel-${one.id}`}
          aria-labelledby={`tab-${one.id}`}
          hidden={one.id !== chosen}
          ref={reachable}
        >
          {one.panel}
        </div>
      ))}
    </>
  );
}

function TabButton({ tab, chosen, onChoose }: { tab: Tab; chosen: boolean; onChoose: (id: string) => void }) {
  const { id, label, badge, letter } = tab;
  return (
    <button
      type="button"
      class="tab"
      role="tab"
      id={`tab-${id}`}
      data-testid={`tab-${id}`}
      aria-selected={chosen}
      aria-controls={`tab-panel-${id}`}
      aria-keyshortcuts={letter}
      tabIndex={chosen ? 0 : -1}
      onClick={() => onChoose(id)}
    >
      {label}
      {badge && badge.n > 0 && (
        <span class="badge nums" data-testid={badge.testid}>
          {badge.n} <span class="visually-hidden">{badge.words}</span>
        </span>
      )}
    </button>
  );
}
