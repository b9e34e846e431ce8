import { expect, it, vi } from "vitest";
import { SoleTab } from "../src/sole";

it("the newest tab holds, and an older one can take over again", async () => {
  const first = new SoleTab("test");
  expect(first.active.value).toBe(true);
  const second = new SoleTab("test");
  await vi.waitFor(() => expect(first.active.value).toBe(false));
  expect(second.active.value).toBe(true);
  first.take();
  await vi.waitFor(() => expect(second.active.value).toBe(false));
  expect(first.active.value).toBe(true);
});
