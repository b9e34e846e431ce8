import { afterEach, expect, test, vi } from "vitest";
import { mountNamesFirst } from "../src/names_first";

const SAID = "The name of a file tells who one of these people is";
const PAGE = `<form data-names-first="/expedientes/MTP/nombres"><input type="hidden" name="csrf" value="t">
  <input type="checkbox" name="others" value="yes">
  <span data-names-refused hidden><svg></svg><span></span></span><input type="file" name="files" multiple>
  <button name="step" value="send"></button><button name="step" value="edit"></button></form>`;
const asked: string[] = [];
const sent: string[] = [];

function answers(status: number, body: object): void {
  vi.stubGlobal("fetch", async (address: string, request: { body: URLSearchParams }) => {
    asked.push(`${address} ${request.body}`);
    return { status, json: async () => body };
  });
}

/** A form with these files; what it sends is noted by the button that was pressed. */
function form(files: string[], others = true): HTMLFormElement {
  document.body.innerHTML = PAGE;
  const made = document.querySelector("form") as HTMLFormElement;
  (made.querySelector("[name=others]") as HTMLInputElement).checked = others;
  const chosen = files.map((name) => new File(["x"], name));
  Object.defineProperty(made.querySelector("[type=file]"), "files", { value: chosen });
  made.addEventListener("submit", (event) => {
    sent.push((event.submitter as HTMLButtonElement).value);
    event.preventDefault();
  });
  mountNamesFirst(made);
  return made;
}

async function press(made: HTMLFormElement, value = "send"): Promise<void> {
  (made.querySelector(`[value=${value}]`) as HTMLButtonElement).click();
  await new Promise((resolve) => setTimeout(resolve));
}

const place = () => document.querySelector("[data-names-refused]") as HTMLElement;

afterEach(() => {
  asked.length = sent.length = 0;
  vi.unstubAllGlobals();
});

test("a name that is refused is said, and nothing is sent until others are chosen", async () => {
  answers(400, { code: "bad_input", fields: { files: SAID } });
  const made = form(["Ana Paz.jpg", "plano.jpg"]);
  await press(made);
  expect(asked).toEqual(["/expedientes/MTP/nombres csrf=t&name=Ana+Paz.jpg&name=plano.jpg"]);
  expect([sent, place().hidden, place().textContent?.trim()]).toEqual([[], false, SAID]);
  expect(document.activeElement).toBe(made.querySelector("[type=file]"));
  made.querySelector("[type=file]")?.dispatchEvent(new Event("change"));
  expect(place().hidden).toBe(true);
  answers(200, {});
  await press(made);
  expect([sent, place().hidden]).toEqual([["send"], true]);
});

test("where nobody answers, the server says so after the files came", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("no network")));
  await press(form(["plano.jpg"]));
  answers(503, {});
  await press(form(["plano.jpg"]));
  expect(sent).toEqual(["send", "send"]);
});

test("what goes to one person, has no files or is only changed is not asked about", async () => {
  answers(400, { fields: { files: SAID } });
  await press(form(["Ana Paz.jpg"], false));
  await press(form([]));
  await press(form(["Ana Paz.jpg"]), "edit");
  expect([asked, sent]).toEqual([[], ["send", "send", "edit"]]);
});

test("who changes the answer while the names are asked sends that alone", async () => {
  let answer = (_: Response) => {};
  vi.stubGlobal("fetch", () => new Promise<Response>((resolve) => (answer = resolve)));
  const made = form(["plano.jpg"]);
  await press(made);
  await press(made);
  await press(made, "edit");
  expect(sent).toEqual(["edit"]);
  answer(new Response("{}"));
  await new Promise((resolve) => setTimeout(resolve));
  expect(sent).toEqual(["edit"]);
  answers(200, {});
  await press(made);
  expect(sent).toEqual(["edit", "send"]);
});

test("a browser that cannot send a form again sends it unasked", async () => {
  answers(400, { fields: { files: SAID } });
  const { requestSubmit } = HTMLFormElement.prototype;
  Reflect.deleteProperty(HTMLFormElement.prototype, "requestSubmit");
  const made = form(["Ana Paz.jpg"]);
  HTMLFormElement.prototype.requestSubmit = requestSubmit;
  await press(made);
  expect([asked, sent]).toEqual([[], ["send"]]);
});
