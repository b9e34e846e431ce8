// The service worker of this browser for these pages. All that register it do it here: with two addresses they would replace
// each other's.

/** Of the page's language, in which it speaks without a network. */
function address(): string {
  return `/avisos.js?idioma=${document.documentElement.lang}`;
}

export async function register(): Promise<ServiceWorkerRegistration> {
  return navigator.serviceWorker.register(trustedScript("audiencia-worker", address), { scope: "/" });
}

interface Policy {
  createScriptURL(url: string): string;
}

interface Policies {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): Policy;
}

/** A policy of a name is made once. */
const made = new Map<string, Policy>();

/** The content policy takes addresses of scripts only from a policy (Trusted Types); each one here knows a single address. */
export function trustedScript(name: string, address: () => string): string {
  const { trustedTypes } = window as { trustedTypes?: Policies };
  if (!trustedTypes) return address();
  const policy = made.get(name) ?? trustedTypes.createPolicy(name, { createScriptURL: address });
  made.set(name, policy);
  return policy.createScriptURL(address());
}
