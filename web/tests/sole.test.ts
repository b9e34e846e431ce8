import { waitFor } from "@testing-library/preact";
import { beforeEach, expect, it } from "vitest";
import { SoleTab } from "../src/sole";

interface Request {
  grant: () => void;
  fail: (error: Error) => void;
}

/** What happy-dom lacks of Web Locks: one lock, which is stolen or waited for. */
class FakeLocks {
  private holder: Request | null = null;
  private readonly waiting: Request[] = [];

  request(_name: string, how: LockOptions, keep: () => Promise<never>): Promise<never> {
    return new Promise((_, fail) => {
      // A browser asks later, as it is told of a stolen lock later.
      const mine = { grant: () => queueMicrotask(() => void keep()), fail };
      if (!how.steal && this.holder) {
        this.waiting.push(mine);
        return;
      }
      this.holder?.fail(new DOMException("stolen", "AbortError"));
      this.holder = mine;
      mine.grant();
    });
  }

  /** The tab that holds the lock is closed. */
  close(): void {
    this.holder = this.waiting.shift() ?? null;
    this.holder?.grant();
  }
}

let locks: FakeLocks;
const tab = () => new SoleTab("test", locks as unknown as LockManager);
beforeEach(() => {
  locks = new FakeLocks();
});

it("the newest tab holds, and an older one can take over again", async () => {
  const first = tab();
  expect(first.active.value).toBe(true);
  const second = tab();
  await waitFor(() => expect(first.active.value).toBe(false));
  expect(second.active.value).toBe(true);
  first.take();
  await waitFor(() => expect(second.active.value).toBe(false));
  expect(first.active.value).toBe(true);
});

it("a tab that waits takes the place of the one that closes", async () => {
  const first = tab();
  const second = tab();
  await waitFor(() => expect(first.active.value).toBe(false));
  locks.close();
  await waitFor(() => expect(first.active.value).toBe(true));
  const third = tab();
  await waitFor(() => expect(first.active.value).toBe(false));
  expect([second.active.value, third.active.value]).toEqual([true, true]);
});

it("goes on where the person wants to, after they went on in another browser", async () => {
  const one = tab();
  expect(one.takes).toBe(true);
  one.leave();
  expect([one.active.value, one.takes]).toEqual([false, false]);
  one.take();
  await Promise.resolve();
  expect([one.active.value, one.takes]).toEqual([true, true]);
});

it("holds still after it was taken twice at once, and lets go and waits as one that was taken once", async () => {
  const first = tab();
  const second = tab();
  await waitFor(() => expect(first.active.value).toBe(false));
  first.take();
  first.take();
  await new Promise((done) => setTimeout(done));
  expect([first.active.value, second.active.value]).toEqual([true, false]);
  second.take();
  await new Promise((done) => setTimeout(done));
  expect([first.active.value, second.active.value]).toEqual([false, true]);
  locks.close();
  await new Promise((done) => setTimeout(done));
  expect(first.active.value).toBe(true);
});

it("a browser without locks goes on alone", () => {
  expect(new SoleTab("test", undefined).active.value).toBe(true);
});
