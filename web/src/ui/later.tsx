import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { type Catalogue, learnTexts } from "../i18n";
import { page } from "../page";

const AGAIN_MS = 3000;

/** A part of a page that comes later; `load` has it fetched before it is shown. */
export type Later<P> = ComponentType<P> & { load: () => Promise<void> };

/**
 * A part of a page that is fetched when it is first shown, so that a first visit stays light; tried again until it is there.
 * `texts`: the name of its texts (LATE in tools/messages.py), where the page does not hold them.
 * `meanwhile`: what is shown until it is there; nothing by default.
 */
export function later<P extends object>(
  fetch: () => Promise<ComponentType<P>>,
  texts?: string,
  meanwhile?: ComponentType<P>,
): Later<P> {
  let known: ComponentType<P> | null = null;
  const load = async () => {
    if (!known) [known] = await Promise.all([fetch(), texts ? loadTexts(texts) : null]);
  };
  function Part(props: P) {
    const [, setReady] = useState(known !== null);
    useEffect(() => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const get = () =>
        load().then(
          () => setReady(true),
          () => {
            timer = setTimeout(get, AGAIN_MS);
          },
        );
      // Also where it came between the first drawing and now.
      void get();
      return () => clearTimeout(timer);
    }, []);
    const Known = known ?? meanwhile;
    return Known ? <Known {...props} /> : null;
  }
  return Object.assign(Part, { load });
}

/** The texts of a part that comes later, by its name in LATE of tools/messages.py. */
export async function loadTexts(part: string): Promise<void> {
  // The English ones are in the scripts.
  if (page().lang === "en") return;
  const answer = await fetch(`/textos/${page().lang}/${part}`);
  if (!answer.ok) throw new Error(String(answer.status));
  learnTexts((await answer.json()) as Catalogue);
}
