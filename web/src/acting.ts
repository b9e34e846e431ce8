import { effect, type Signal } from "@preact/signals";
import type { Ack } from "./protocol";
import type { Answer, SendOffer } from "./rtc_peer";
import type { SoleTab } from "./sole";

/** Carries out a command, unless another one is under way: the next one needs the version that this one makes. True when it was done. */
export async function alone(
  busy: Signal<boolean>,
  command: () => Promise<Ack>,
  answered: (ack: Ack) => void,
): Promise<boolean> {
  if (busy.peek()) return false;
  busy.value = true;
  const ack = await command();
  busy.value = false;
  answered(ack);
  return ack.ok;
}

/** How long the view that made a command stale is waited for. */
const NEWER_VIEW_MS = 5000;
/** How often it is said again then: more would be no person's haste any more. */
const TRIES = 3;

/**
 * A person answers what the screen shows. Where the version changed on the way and what they answered is still there (`same`), as
 * when somebody who is ready is called before, it is still meant, and said again.
 */
export async function stillMeant(
  versionOf: () => number | undefined,
  same: () => boolean,
  command: (version: number) => Promise<Ack>,
): Promise<Ack> {
  let version = versionOf() ?? 0;
  for (let left = TRIES; ; left--) {
    const ack = await command(version);
    if (ack.problem?.code !== "stale_version" || !left) return ack;
    const stale = version;
    const decided = () => !same() || (versionOf() ?? stale) > stale;
    if (!(await comesTrue(decided, NEWER_VIEW_MS)) || !same()) return ack;
    version = versionOf() ?? version;
  }
}

/** Whether this, asked of signals, holds within so many milliseconds; it may already. */
export function comesTrue(holds: () => boolean, withinMs: number): Promise<boolean> {
  return new Promise((done) => {
    const end = (found: boolean) => {
      clearTimeout(giveUp);
      // It may hold already while it is being subscribed to.
      queueMicrotask(() => stop());
      done(found);
    };
    const giveUp = setTimeout(() => end(false), withinMs);
    const stop = effect(() => {
      if (holds()) end(true);
    });
  });
}

const OFFER_MS = 8000;

interface Asks {
  ask(event: "media_offer", offer: Parameters<SendOffer>[0] & { takes: boolean }, timeout: number): Promise<Ack>;
}

/** Sends a media connection's offer over the page's line. */
export function offerOver(line: Asks, tab: Pick<SoleTab, "takes" | "leave">): SendOffer {
  return async (offer) => {
    const { encrypts: _, ...plain } = offer;
    let ack = await line.ask("media_offer", { ...offer, takes: tab.takes }, OFFER_MS);
    // Calls were encrypted when this page came.
    if (ack.problem?.code === "encryption_off")
      ack = await line.ask("media_offer", { ...plain, takes: tab.takes }, OFFER_MS);
    // Unless the person took it meanwhile.
    if (ack.problem?.code === "media_elsewhere" && !tab.takes) tab.leave();
    if (ack.problem?.code === "media_connections_full") return "full";
    // A web process of the version before knows no `slots`, a worker of it fewer m-lines than all.
    if (offer.slots && /^(bad_input|media_offer_refused)$/.test(ack.problem?.code ?? "")) return "former";
    return ack.ok ? (ack.result as unknown as Answer) : null;
  };
}
