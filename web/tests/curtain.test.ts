import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Curtain, drawn } from "../src/ui/curtain";
import { unbroken } from "../src/unbroken";

document.body.innerHTML = `<main><div id="host"></div></main>`;
Object.assign(globalThis, { scrollTo: () => undefined });
const host = document.getElementById("host") as HTMLElement;
// One for a page: it listens to the whole window.
const curtain = new Curtain(host, () => "PM-003");

beforeEach(() => {
  host.innerHTML = `<p title="Ana Ruiz">Ana</p><input id="note" value=""><video></video>`;
  document.title = "Ana · Desk";
});
afterEach(() => {
  if (drawn.value) curtain.toggle();
});

const key = (name: string) => dispatchEvent(new KeyboardEvent("keydown", { key: name, cancelable: true }));

describe("the curtain", () => {
  it("takes everything out of the document at once, and says a number at most", () => {
    (document.getElementById("note") as HTMLInputElement).value = "Ana said";
    key("F9");
    expect(drawn.value).toBe(true);
    expect(document.documentElement.outerHTML).not.toContain("Ana");
    expect(document.querySelector("video, input")).toBeNull();
    expect(document.body.textContent).toContain(unbroken("PM-003"));
    expect(document.title).toBe("Public audience");
  });

  it("brings it all back, with what was typed and where one was", () => {
    const note = document.getElementById("note") as HTMLInputElement;
    note.value = "Ana said";
    note.focus();
    key("F9");
    key("F9");
    expect(document.getElementById("host")).toBe(host);
    expect((document.getElementById("note") as HTMLInputElement).value).toBe("Ana said");
    expect(document.activeElement).toBe(note);
    expect(document.title).toBe("Ana · Desk");
  });

  it("opens by its button", () => {
    key("F9");
    document.querySelector<HTMLButtonElement>("[data-testid=curtain-open]")?.click();
    expect(drawn.value).toBe(false);
  });

  it("keeps other shortcuts from doing anything meanwhile", () => {
    let heard = 0;
    const listen = () => heard++;
    addEventListener("keydown", listen);
    key("F8");
    key("F9");
    key("F8");
    removeEventListener("keydown", listen);
    expect(heard).toBe(1);
  });

  it("keeps the island out when it changes meanwhile", () => {
    key("F9");
    host.append("Ana Ruiz again");
    document.title = "Ana again";
    expect(document.body.textContent).not.toContain("Ana");
  });
});
