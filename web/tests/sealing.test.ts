import { signal } from "@preact/signals";
import { expect, it, vi } from "vitest";
import { sealCalls, secrecy } from "../src/sealing";

const start = vi.hoisted(() => vi.fn());
vi.mock("../src/e2ee/start", () => ({ start }));
vi.mock("../src/page", () => ({ page: () => ({ seals: true }) }));

/** A busy machine takes longer than a second to load a module. */
const PATIENCE = { interval: 1, timeout: 20_000 };

it("fetches again what seals calls until all of it is there", async () => {
  vi.useFakeTimers();
  start.mockRejectedValueOnce(new Error("the script of the worker did not come")).mockResolvedValue("there");
  const line = { connection: signal("online"), ask: vi.fn(), hear: vi.fn(), onConnected: vi.fn() };
  const link = { connection: signal(null), prepare: vi.fn() };
  sealCalls({ link, line, tab: { active: signal(true) }, state: signal({ view: null }) });
  await vi.waitFor(() => expect(start).toHaveBeenCalledOnce(), PATIENCE);
  await vi.advanceTimersByTimeAsync(3000);
  await vi.waitFor(() => expect(secrecy.value).toBe("there"), PATIENCE);
  vi.useRealTimers();
});
