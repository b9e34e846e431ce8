// The service worker of the pages: it shows notices while no page is open, and while there is no network a page that says so. It
// keeps that one page with its files, and the browser's push subscription: no page about anybody ever lies in it. One file without imports: it is
// registered as a classic script. The server writes `self.offline` before it.

interface Shown {
  title: string;
  body: string;
  url: string;
  tag: string;
  lang: string;
  urgent: boolean;
}

/** What is shown without a network, with what it loads; another `version` when any of it changes. */
interface Offline {
  version: string;
  page: string;
  /** By which a browser subscribes; null where this service sends no push. */
  pushKey: string | null;
  files: readonly string[];
}

interface Extendable extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface PushMessage extends Extendable {
  readonly data: { json(): Shown } | null;
}

interface Renewed extends Extendable {
  readonly oldSubscription?: PushSubscription | null;
  readonly newSubscription?: PushSubscription | null;
}

interface Clicked extends Extendable {
  readonly notification: Notification;
}

interface Fetched extends Extendable {
  readonly request: Request;
  readonly preloadResponse?: Promise<Response | undefined>;
  respondWith(answer: Promise<Response>): void;
}

interface Page {
  readonly url: string;
  focus(): Promise<unknown>;
}

interface Worker {
  readonly offline: Offline;
  readonly registration: ServiceWorkerRegistration;
  readonly clients: {
    claim(): Promise<void>;
    matchAll(which: { type: "window"; includeUncontrolled: boolean }): Promise<Page[]>;
    openWindow(url: string): Promise<unknown>;
  };
  readonly location: Location;
  skipWaiting(): Promise<void>;
  addEventListener<E extends Event>(name: string, hear: (event: E) => void): void;
}

const worker = self as unknown as Worker;
const { offline } = worker;
const kept = `offline-${offline.version}`;
/** Where pages leave the subscription (web/src/push.ts): not every browser says which one it replaces. */
const PUSH = "push";
const SUBSCRIPTION = "/subscription";
/** The subscription that was replaced, until the server knows by which one. */
const REPLACED = "/replaced";

worker.addEventListener<Extendable>("install", (event) => {
  // Without the page the worker still shows notices; the page is fetched again later.
  event.waitUntil(keep().catch(() => undefined));
  void worker.skipWaiting();
});

worker.addEventListener<Extendable>("activate", (event) => event.waitUntil(takeOver()));

worker.addEventListener<Fetched>("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.mode === "navigate" && request.method === "GET" && request.destination === "document")
    event.respondWith(navigate(event));
  else if (url.origin === worker.location.origin && offline.files.includes(url.pathname + url.search))
    event.respondWith(networkFirst(request));
});

/** The network's answer whatever it is; the kept page only when there is none. */
async function navigate(event: Fetched): Promise<Response> {
  try {
    const answer = (await event.preloadResponse) ?? (await fetch(event.request));
    event.waitUntil(keep().catch(() => undefined));
    event.waitUntil(tellServer().catch(() => undefined));
    return answer;
  } catch (error) {
    const page = await caches.match(offline.page, { ignoreVary: true });
    if (!page) throw error;
    return page;
  }
}

async function networkFirst(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    const file = await caches.match(request, { ignoreVary: true });
    if (!file) throw error;
    return file;
  }
}

/** The page and its files, all or none; nothing to do where they are. */
async function keep(): Promise<void> {
  if (await caches.has(kept)) return;
  const answers = await Promise.all(
    [offline.page, ...offline.files].map(async (path) => {
      const answer = await fetch(path, { credentials: "omit" });
      if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
      return [path, answer] as const;
    }),
  );
  const cache = await caches.open(kept);
  await Promise.all(answers.map(([path, answer]) => cache.put(path, answer)));
}

async function takeOver(): Promise<void> {
  for (const name of await caches.keys()) if (name !== kept && name !== PUSH) await caches.delete(name);
  // The browser asks for a page while this worker still starts.
  await worker.registration.navigationPreload?.enable();
  await worker.clients.claim();
}

worker.addEventListener<PushMessage>("push", (event) => {
  const shown = event.data?.json();
  if (!shown) return;
  const { title, body, lang, tag, urgent, url } = shown;
  // A later notice takes the place of an earlier one, and is heard again.
  const options = { body, lang, tag, renotify: true, requireInteraction: urgent, vibrate: [300, 150, 300], data: url };
  event.waitUntil(worker.registration.showNotification(title, options));
  event.waitUntil(tellServer().catch(() => undefined));
});

worker.addEventListener<Renewed>("pushsubscriptionchange", (event) => event.waitUntil(renew(event)));

/** Notes first what was replaced: what fails is tried again with the next page and the next notice. */
async function renew({ oldSubscription, newSubscription }: Renewed): Promise<void> {
  if (!(await caches.match(REPLACED))) {
    const old = oldSubscription ? JSON.stringify(oldSubscription) : await (await caches.match(SUBSCRIPTION))?.text();
    if (!old) return;
    await (await caches.open(PUSH)).put(REPLACED, new Response(old));
  }
  await tellServer(newSubscription);
}

/** The server tells this browser at its new subscription. Nothing to do where none was replaced. */
async function tellServer(renewed?: PushSubscription | null): Promise<void> {
  const old = await (await caches.match(REPLACED))?.text();
  if (!old || !offline.pushKey) return;
  const options = { userVisibleOnly: true, applicationServerKey: offline.pushKey };
  const subscription = JSON.stringify(renewed ?? (await worker.registration.pushManager.subscribe(options)));
  const answer = await fetch("/avisos/suscripcion", {
    method: "POST",
    body: new URLSearchParams({ old, subscription }),
  });
  if (answer.status === 429 || answer.status >= 500) return;
  const cache = await caches.open(PUSH);
  if (answer.ok) await cache.put(SUBSCRIPTION, new Response(subscription));
  await cache.delete(REPLACED);
}

worker.addEventListener<Clicked>("notificationclick", (event) => {
  event.notification.close();
  // Of the address only the path counts: whoever wrote it, this page's own site is opened.
  const { pathname } = new URL(String(event.notification.data ?? "/"), worker.location.origin);
  event.waitUntil(open(pathname));
});

async function open(pathname: string): Promise<unknown> {
  const pages = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = pages.find((page) => new URL(page.url).pathname === pathname);
  return there ? there.focus() : worker.clients.openWindow(pathname);
}

export {};
