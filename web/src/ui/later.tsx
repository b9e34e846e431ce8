import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

const AGAIN_MS = 3000;

/** A part of a page that is fetched when it is first shown, so that a first visit stays light; tried again until it is there. */
export function later<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  let known: ComponentType<P> | null = null;
  return function Later(props: P) {
    const [, setReady] = useState(known !== null);
    useEffect(() => {
      if (known) return;
      let timer: ReturnType<typeof setTimeout> | undefined;
      const fetch = () =>
        load().then(
          (found) => {
            known = found;
            setReady(true);
          },
          () => {
            timer = setTimeout(fetch, AGAIN_MS);
          },
        );
      void fetch();
      return () => clearTimeout(timer);
    }, []);
    const Part = known;
    return Part ? <Part {...props} /> : null;
  };
}
