import { afterEach, expect, test, vi } from "vitest";
import { ability, subscribe } from "../src/push";

vi.mock("../src/push", () => ({ ability: vi.fn(() => "possible"), subscribe: vi.fn(async () => '{"endpoint":"x"}') }));

const PAGE = `<div data-trial="key" data-csrf="token" hidden><button type="button"></button>
  <p role="status" data-done="taken" data-refused="not allowed" data-failed="did not work"></p></div>`;
const asked: string[] = [];

/** The part, once its script has run where the server answers so. */
async function part(status: number, body: object): Promise<HTMLElement> {
  vi.stubGlobal("fetch", async (address: string, request: { body: URLSearchParams }) => {
    asked.push(`${address} ${request.body}`);
    return { ok: status === 200, status, json: async () => body };
  });
  document.body.innerHTML = PAGE;
  vi.resetModules();
  await import("../src/push_trial");
  return document.querySelector("[data-trial]") as HTMLElement;
}

async function press(there: HTMLElement): Promise<string> {
  const button = there.querySelector("button") as HTMLButtonElement;
  button.click();
  expect(button.disabled).toBe(true);
  await vi.waitFor(() => expect(button.disabled).toBe(false));
  return there.querySelector("[role=status]")?.textContent ?? "";
}

afterEach(() => {
  asked.length = 0;
  vi.unstubAllGlobals();
});

test("what the service answers is said, and it can be tried again", async () => {
  const taken = await part(200, { why: "" });
  expect(taken.hidden).toBe(false);
  expect(await press(taken)).toBe("taken");
  expect(asked).toEqual(["/administracion/aviso-de-prueba csrf=token&subscription=%7B%22endpoint%22%3A%22x%22%7D"]);
  expect(await press(await part(200, { why: "Not taken: gone." }))).toBe("Not taken: gone.");
});

test("who does not allow notices is told so, and nothing is sent", async () => {
  const there = await part(200, { why: "" });
  vi.mocked(subscribe).mockResolvedValueOnce(null);
  expect(await press(there)).toBe("not allowed");
  expect(asked).toEqual([]);
});

test("that it did not work is said", async () => {
  expect(await press(await part(503, {}))).toBe("did not work");
});

test("a browser without push has no button", async () => {
  vi.mocked(ability).mockReturnValueOnce("unsupported");
  expect((await part(200, {})).hidden).toBe(true);
});
