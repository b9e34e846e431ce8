// The browser's own means of being told while no page is open: asking for the permission, and the subscription.

import { register } from "./worker";

/** `unsupported`: this browser has none of it here; `blocked`: the person, or whoever set the browser up, said no for good. */
export type Ability = "possible" | "unsupported" | "blocked";

export function ability(): Ability {
  const there = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
  if (!there || !isSecureContext) return "unsupported";
  return Notification.permission === "denied" ? "blocked" : "possible";
}

/** The subscription of this browser, as the server takes it; null when there is none. */
export async function known(): Promise<string | null> {
  if (ability() !== "possible") return null;
  const registration = await navigator.serviceWorker.getRegistration("/");
  const found = await registration?.pushManager.getSubscription();
  return found ? kept(found) : null;
}

/** Asks for the permission, so it is called by a click alone; null when the person says no. */
export async function subscribe(key: string): Promise<string | null> {
  if ((await Notification.requestPermission()) !== "granted") return null;
  await register();
  const { pushManager } = await navigator.serviceWorker.ready;
  const options = { userVisibleOnly: true, applicationServerKey: bytes(key) };
  try {
    return await kept(await pushManager.subscribe(options));
  } catch (error) {
    // One that was made with another key of this site, such as before its data were lost, is in the way.
    const old = await pushManager.getSubscription();
    if (!old) throw error;
    await old.unsubscribe();
    return kept(await pushManager.subscribe(options));
  }
}

/** As the server takes it, and left for the service worker (web/src/sw.ts), which is not told by every browser what was replaced. */
async function kept(subscription: PushSubscription): Promise<string> {
  const text = JSON.stringify(subscription);
  try {
    const cache = await caches.open("push");
    await cache.put("/subscription", new Response(text));
  } catch {
    // A browser that keeps nothing here is told all the same.
  }
  return text;
}

function bytes(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}
