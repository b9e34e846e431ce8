// The service worker of this browser for these pages. All that register it do it here: with two addresses they would replace
// each other's.

/** Of the page's language, in which it speaks without a network. */
function address(): string {
  return `/avisos.js?idioma=${document.documentElement.lang}`;
}

export async function register(): Promise<ServiceWorkerRegistration> {
  return navigator.serviceWorker.register(trusted(), { scope: "/" });
}

interface Policies {
  createPolicy(
    name: string,
    rules: { createScriptURL: (url: string) => string },
  ): { createScriptURL(url: string): string };
}

/** The content policy takes addresses of scripts only from a policy (Trusted Types); this one knows a single address. */
function trusted(): string {
  const { trustedTypes } = window as { trustedTypes?: Policies };
  if (!trustedTypes) return address();
  policy ??= trustedTypes.createPolicy("audiencia-worker", { createScriptURL: address });
  return policy.createScriptURL(address());
}

let policy: ReturnType<Policies["createPolicy"]> | undefined;
