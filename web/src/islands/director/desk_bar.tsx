import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { now, secondsUntil } from "../../clock";
import { clock, minutes } from "../../format";
import { gettext, ngettext } from "../../i18n";
import type { SessionOut } from "../../protocol";
import { Icon } from "../../ui/icon";
import { Menu, MenuLabel } from "../../ui/menu";

/** The bar on top of a console: who and where, what stands between, and the menu at its end. */
export function DeskBar(props: { title: string; who: string; children: ComponentChildren; menu?: ComponentChildren }) {
  const { title, who, children, menu } = props;
  return (
    <header class="console-bar">
      <div class="console-who" title={`${title} · ${who}`}>
        <h1>{title}</h1> <p class="soft">{who}</p>
      </div>
      {children}
      <DeskMenu>{menu}</DeskMenu>
    </header>
  );
}

/** What of the session is left, in words. */
export function SessionClock({ session }: { session: SessionOut }) {
  const left = secondsUntil(session.closes_at, now.value);
  const all = Math.ceil(left / 60);
  const time = all < 60 ? minutes(all) : gettext("%(h)d h %(m)d min", { h: Math.floor(all / 60), m: all % 60 });
  return (
    <span class="console-clock nums" data-testid="session-clock">
      <Icon name="clock" />
      <span>
        {left > 0 ? gettext("Closes in %(time)s", { time }) : gettext("The time is over")}
        <span class="visually-hidden">
          {". "}
          {gettext("The session closes at %(time)s.", { time: clock(session.closes_at) })}
        </span>
      </span>
    </span>
  );
}

/** What is rarely needed, with the links and forms that the server wrote into the page (layout/parts/desk_links.html). */
function DeskMenu({ children }: { children: ComponentChildren }) {
  const host = useRef<HTMLDivElement>(null);
  const [overdue] = useState(() => Number(document.getElementById("console-links")?.dataset.overdue ?? 0));
  useLayoutEffect(() => {
    const links = document.getElementById("console-links");
    const home = links?.parentElement;
    if (links) host.current?.append(links);
    return () => {
      if (links) home?.prepend(links);
    };
  }, []);
  return (
    <Menu
      testid="menu"
      label={
        <MenuLabel
          icon="more"
          text={gettext("Menu")}
          badge={{ n: overdue, words: ngettext("overdue case", "overdue cases", overdue) }}
        />
      }
    >
      <div ref={host} />
      {children}
    </Menu>
  );
}
