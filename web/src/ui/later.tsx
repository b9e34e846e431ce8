import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

const AGAIN_MS = 3000;

/** A part of a page that comes later; `load` has it fetched before it is shown. */
export type Later<P> = ComponentType<P> & { load: () => Promise<void> };

/** A part of a page that is fetched when it is first shown, so that a first visit stays light; tried again until it is there. */
export function later<P extends object>(fetch: () => Promise<ComponentType<P>>): Later<P> {
  let known: ComponentType<P> | null = null;
  const load = async () => {
    known ??= await fetch();
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
      if (!known) void get();
      return () => clearTimeout(timer);
    }, []);
    const Known = known;
    return Known ? <Known {...props} /> : null;
  }
  return Object.assign(Part, { load });
}
