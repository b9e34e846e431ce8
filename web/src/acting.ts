import type { Signal } from "@preact/signals";
import type { Ack } from "./protocol";
import type { Answer, SendOffer } from "./rtc";

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

const OFFER_MS = 8000;

interface Asks {
  ask(event: "media_offer", offer: Parameters<SendOffer>[0], timeout: number): Promise<Ack>;
}

/** Sends a media connection's offer over the page's line. */
export function offerOver(line: Asks): SendOffer {
  return async (offer) => {
    const ack = await line.ask("media_offer", offer, OFFER_MS);
    return ack.ok ? (ack.result as unknown as Answer) : null;
  };
}
