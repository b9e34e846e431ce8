import { afterEach, beforeEach, expect, it, vi } from "vitest";

const TEXT = "Sending… Please stay on this page.";
const sending = () => document.querySelector("[data-sending]")?.textContent;
const form = () => document.querySelector("form") as HTMLFormElement;
const asked = vi.fn(async () => new Response(""));
const submitted = vi.fn();
/** Everything that does not wait for the clock. */
const settled = () => vi.advanceTimersByTimeAsync(0);

async function page(files: File[]): Promise<void> {
  document.body.innerHTML = `<form data-written><input type="file" data-files>
    <p data-offline hidden></p><p data-sending data-text="${TEXT}"></p></form>`;
  Object.defineProperty(document.querySelector("input"), "files", { value: files });
  form().submit = submitted;
  vi.resetModules();
  await import("../src/written");
}

async function press(): Promise<void> {
  form().dispatchEvent(new Event("submit", { cancelable: true }));
  await settled();
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("fetch", asked);
});
afterEach(() => {
  vi.useRealTimers();
  asked.mockClear();
  submitted.mockClear();
});

it("says that photographs are being sent for as long as it takes, and sends them once", async () => {
  await page([new File(["x"], "hole.jpg")]);
  await press();
  await vi.advanceTimersByTimeAsync(80_000);
  expect(sending()).toBe(TEXT);
  await press();
  expect([asked.mock.calls.length, submitted.mock.calls.length]).toEqual([1, 1]);
});

it("lets a form without files be sent again after a while", async () => {
  await page([]);
  await press();
  expect(sending()).toBe(TEXT);
  await vi.advanceTimersByTimeAsync(8000);
  expect(sending()).toBe("");
  await press();
  expect(submitted).toHaveBeenCalledTimes(2);
});
