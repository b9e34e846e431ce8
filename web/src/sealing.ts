import { type ReadonlySignal, signal } from "@preact/signals";
import { lastOf } from "./chat";
import type { Secrecy } from "./e2ee/secrecy";
import type { start } from "./e2ee/start";
import { page } from "./page";
import type { ChatOut, TalkOut } from "./protocol";

const AGAIN_MS = 3000;
type Given = Parameters<typeof start>;

interface Viewed {
  readonly talk: TalkOut | null;
  readonly chat: ChatOut | null;
}

/** Of a page that calls are on; one of its tabs agrees on their keys. */
interface Calls {
  readonly link: Given[0];
  readonly line: Given[2] & { readonly connection: ReadonlySignal<string> };
  readonly tab: { readonly active: ReadonlySignal<boolean> };
  readonly state: ReadonlySignal<{ readonly view: Viewed | null }>;
}

/** Who can open the page's call; `null` where the municipality does not have calls sealed, and until what seals them is there. */
export const secrecy = signal<Secrecy | null>(null);
let begun = false;

/** Has the page's calls sealed from the first one on, where the municipality wants it; what does it is fetched there alone. */
export function sealCalls({ link, line, tab, state }: Calls): void {
  if (!page().seals || begun) return;
  begun = true;
  const talk = () => (tab.active.value && line.connection.value !== "refused" ? state.value.view?.talk : null);
  const lastWritten = () => lastOf(state.peek().view?.chat);
  const get = () =>
    import("./e2ee/start")
      .then(async (module) => {
        secrecy.value = await module.start(link, talk, line, lastWritten);
      })
      .catch(() => void setTimeout(get, AGAIN_MS));
  void get();
}
