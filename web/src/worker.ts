// The service worker of this browser for these pages. All that register it do it here: with two addresses they would replace
// each other's.

import { trustedScript } from "./trusted_script";

/** Of the page's language, in which it speaks without a network. */
function address(): string {
  return `/avisos.js?idioma=${document.documentElement.lang}`;
}

export async function register(): Promise<ServiceWorkerRegistration> {
  return navigator.serviceWorker.register(trustedScript("audiencia-worker", address), { scope: "/" });
}
