import { afterEach, beforeEach, expect, it, vi } from "vitest";

type Hear = (event: object) => void;

const heard = new Map<string, Hear>();
const cached = new Map<string, Response>();
const cache = {
  match: async (path: string) => cached.get(path)?.clone(),
  put: async (path: string, answer: Response) => void cached.set(path, answer),
  delete: async (path: string) => cached.delete(path),
};
const subscribe = vi.fn(async () => ({ endpoint: "new" }));
const fetched = vi.fn(async (_path: string, _how: RequestInit) => new Response(null, { status: 204 }));

async function happens(name: string, event: object): Promise<void> {
  const work: Promise<unknown>[] = [];
  const takes = (under: Promise<unknown>) => void work.push(under);
  heard.get(name)?.({ ...event, waitUntil: takes, respondWith: takes });
  // What one part begins goes on in another one.
  for (const part of work) await part;
}

const renewed = (event: object) => happens("pushsubscriptionchange", event);
const opened = () =>
  happens("fetch", {
    request: { url: "https://a.example/", mode: "navigate", method: "GET", destination: "document" },
    preloadResponse: Promise.resolve(new Response("page")),
  });
const pushed = () => happens("push", { data: { json: () => ({ title: "OP-001", body: "", url: "/turno" }) } });

beforeEach(async () => {
  vi.stubGlobal("self", {
    offline: { version: "1", page: "/sin-conexion/es-MX", files: [], pushKey: "KEY" },
    location: { origin: "https://a.example" },
    registration: { pushManager: { subscribe }, showNotification: async () => undefined },
    addEventListener: (name: string, hear: Hear) => heard.set(name, hear),
  });
  vi.stubGlobal("caches", { open: async () => cache, match: cache.match, has: async () => true });
  vi.stubGlobal("fetch", fetched);
  vi.resetModules();
  await import("../src/sw");
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.clearAllMocks();
  cached.clear();
});

const sent = (which = 0) => Object.fromEntries(fetched.mock.calls[which]?.[1].body as URLSearchParams);

it("tells the server of the subscription that took the place of another one", async () => {
  await renewed({ oldSubscription: { endpoint: "old" }, newSubscription: { endpoint: "newer" } });
  expect(fetched.mock.calls[0]?.[0]).toBe("/avisos/suscripcion");
  expect(sent()).toEqual({ old: '{"endpoint":"old"}', subscription: '{"endpoint":"newer"}' });
  expect(subscribe).not.toHaveBeenCalled();
});

it("subscribes anew where the browser says neither, and knows the old one from the page", async () => {
  cached.set("/subscription", new Response('{"endpoint":"kept"}'));
  await renewed({});
  expect(subscribe).toHaveBeenCalledWith({ userVisibleOnly: true, applicationServerKey: "KEY" });
  expect(sent()).toEqual({ old: '{"endpoint":"kept"}', subscription: '{"endpoint":"new"}' });
  expect(await cached.get("/subscription")?.text()).toBe('{"endpoint":"new"}');
});

it("does nothing in a browser that was never told", async () => {
  await renewed({});
  expect(subscribe).not.toHaveBeenCalled();
  expect(fetched).not.toHaveBeenCalled();
});

it.each([
  ["a page is opened", opened],
  ["a notice comes", pushed],
])("tells the server again of a renewal that did not arrive once %s", async (_when, again) => {
  fetched.mockRejectedValueOnce(new TypeError("no network"));
  await expect(
    renewed({ oldSubscription: { endpoint: "old" }, newSubscription: { endpoint: "new" } }),
  ).rejects.toThrow();
  fetched.mockResolvedValueOnce(new Response(null, { status: 503 }));
  await again();
  // The page may have noted the new one meanwhile (web/src/push.ts).
  cached.set("/subscription", new Response('{"endpoint":"new"}'));
  await again();
  expect(sent(2)).toEqual({ old: '{"endpoint":"old"}', subscription: '{"endpoint":"new"}' });
  await again();
  expect(fetched).toHaveBeenCalledTimes(3);
});

it("keeps to the subscription that the server knows when another renewal comes before it was told", async () => {
  fetched.mockRejectedValueOnce(new TypeError("no network"));
  await expect(
    renewed({ oldSubscription: { endpoint: "old" }, newSubscription: { endpoint: "lost" } }),
  ).rejects.toThrow();
  await renewed({ oldSubscription: { endpoint: "lost" }, newSubscription: { endpoint: "new" } });
  expect(sent(1)).toEqual({ old: '{"endpoint":"old"}', subscription: '{"endpoint":"new"}' });
});

it("does not repeat a renewal that the server refuses", async () => {
  fetched.mockResolvedValueOnce(new Response(null, { status: 400 }));
  await renewed({ oldSubscription: { endpoint: "old" }, newSubscription: { endpoint: "new" } });
  await opened();
  expect(fetched).toHaveBeenCalledTimes(1);
});
