import { afterEach, beforeEach, expect, it, vi } from "vitest";

type Hear = (event: object) => void;

const heard = new Map<string, Hear>();
const cached = new Map<string, Response>();
const cache = {
  match: async (path: string) => cached.get(path)?.clone(),
  put: async (path: string, answer: Response) => void cached.set(path, answer),
};
const subscribe = vi.fn(async () => ({ endpoint: "new" }));
const fetched = vi.fn(async (_path: string, _how: RequestInit) => new Response(null, { status: 204 }));

async function renewed(event: object): Promise<void> {
  let work: Promise<unknown> = Promise.resolve();
  heard.get("pushsubscriptionchange")?.({ ...event, waitUntil: (under: Promise<unknown>) => (work = under) });
  await work;
}

beforeEach(async () => {
  vi.stubGlobal("self", {
    offline: { version: "1", page: "/sin-conexion/es-MX", files: [], pushKey: "KEY" },
    registration: { pushManager: { subscribe } },
    addEventListener: (name: string, hear: Hear) => heard.set(name, hear),
  });
  vi.stubGlobal("caches", { open: async () => cache });
  vi.stubGlobal("fetch", fetched);
  vi.resetModules();
  await import("../src/sw");
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.clearAllMocks();
  cached.clear();
});

const sent = () => Object.fromEntries(fetched.mock.calls[0]?.[1].body as URLSearchParams);

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
