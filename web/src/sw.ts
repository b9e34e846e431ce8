// The service worker of the pages: it shows notices while no page is open, and does nothing else. It answers no request and
// keeps nothing, so no personal page ever lies in it. One file without imports: it is registered as a classic script.

interface Shown {
  title: string;
  body: string;
  url: string;
  tag: string;
  lang: string;
  urgent: boolean;
}

interface Extendable extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface PushMessage extends Extendable {
  readonly data: { json(): Shown } | null;
}

interface Clicked extends Extendable {
  readonly notification: Notification;
}

interface Page {
  readonly url: string;
  focus(): Promise<unknown>;
}

interface Worker {
  readonly registration: ServiceWorkerRegistration;
  readonly clients: {
    matchAll(which: { type: "window"; includeUncontrolled: boolean }): Promise<Page[]>;
    openWindow(url: string): Promise<unknown>;
  };
  readonly location: Location;
  skipWaiting(): Promise<void>;
  addEventListener<E extends Event>(name: string, hear: (event: E) => void): void;
}

const worker = self as unknown as Worker;

worker.addEventListener<Extendable>("install", (event) => event.waitUntil(worker.skipWaiting()));

worker.addEventListener<PushMessage>("push", (event) => {
  const shown = event.data?.json();
  if (!shown) return;
  const { title, body, lang, tag, urgent, url } = shown;
  // A later notice takes the place of an earlier one, and is heard again.
  const options = { body, lang, tag, renotify: true, requireInteraction: urgent, vibrate: [300, 150, 300], data: url };
  event.waitUntil(worker.registration.showNotification(title, options));
});

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
