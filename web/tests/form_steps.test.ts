import { fireEvent } from "@testing-library/dom";
import { beforeEach, describe, expect, it } from "vitest";
import { mountSteps } from "../src/form_steps";

const FORM = `
  <template data-wrong><span class="wrong"><svg></svg><span><span>Error:</span> </span></span></template>
  <form class="in-steps">
    <div class="first-step">
      <fieldset class="field" id="starts_at" tabindex="-1" data-missing="Choose an hour">
        <div class="choices"><input type="radio" name="starts_at" id="slot-1" value="10"></div>
      </fieldset>
      <div class="field"><input id="name" name="name" aria-describedby="name-hint" data-missing="Write it" data-unless="anonymous"></div>
      <input type="checkbox" name="anonymous" value="yes">
      <div class="field"><input id="contact" name="contact" data-malformed="Neither"></div>
      <a href="#two" data-next>Continue</a>
    </div>
    <div class="later-step" id="two"><div class="field"><textarea id="later" data-missing="Later"></textarea></div></div>
  </form>`;

const find = <E extends HTMLElement>(selector: string) => document.querySelector(selector) as E;
/** Whether the page goes on to the next step. */
const goesOn = () => fireEvent.click(find("[data-next]"));
const errors = () => [...document.querySelectorAll(".wrong")].map((one) => `${one.id}: ${one.textContent?.trim()}`);

beforeEach(() => {
  document.body.innerHTML = FORM;
  mountSteps();
});

describe("a step", () => {
  it("is not left before it is filled in: each field says so, and the first has the focus", () => {
    expect(goesOn()).toBe(false);
    expect(errors()).toEqual(["starts_at-error: Error: Choose an hour", "name-error: Error: Write it"]);
    expect(document.activeElement?.id).toBe("starts_at");
    expect(find("#name").getAttribute("aria-describedby")).toBe("name-hint name-error");
    expect(find("#name").getAttribute("aria-invalid")).toBe("true");
  });

  it("calls nothing wrong that was corrected, and is left then", () => {
    goesOn();
    find<HTMLInputElement>("#slot-1").checked = true;
    fireEvent.input(find("#slot-1"));
    fireEvent.input(find("#name"), { target: { value: "  " } });
    expect(errors()).toEqual(["name-error: Error: Write it"]);
    fireEvent.input(find("#name"), { target: { value: "Ana" } });
    expect(errors()).toEqual([]);
    expect(find("#name").getAttribute("aria-describedby")).toBe("name-hint");
    expect(find("#name").closest(".has-error")).toBeNull();
    expect(goesOn()).toBe(true);
  });

  it("goes on by Enter in a field as by its link, and not by Enter in anything else", () => {
    let clicks = 0;
    find("[data-next]").addEventListener("click", () => clicks++);
    expect(fireEvent.keyDown(find("#name"), { key: "Enter" })).toBe(false);
    expect(clicks).toBe(1);
    expect(errors()).toHaveLength(2);
    expect(fireEvent.keyDown(find("#name"), { key: "a" })).toBe(true);
    for (const other of ["#later", "[data-next]"]) expect(fireEvent.keyDown(find(other), { key: "Enter" })).toBe(true);
    find("[data-next]").style.display = "none";
    expect(fireEvent.keyDown(find("#name"), { key: "Enter" })).toBe(true);
    expect(clicks).toBe(1);
  });

  it("needs no name where a box says so", () => {
    find<HTMLInputElement>("#slot-1").checked = true;
    find<HTMLInputElement>("[name=anonymous]").checked = true;
    expect(goesOn()).toBe(true);
  });
});

describe("a form that the server refused", () => {
  it("keeps the server's errors while it is corrected", () => {
    document.body.innerHTML = FORM.replace(' class="in-steps"', "");
    find("#contact").before(Object.assign(document.createElement("span"), { id: "contact-error", className: "wrong" }));
    mountSteps();
    fireEvent.input(find("#name"), { target: { value: "Ana" } });
    fireEvent.input(find("#contact"), { target: { value: "12" } });
    expect(find("#contact-error")).not.toBeNull();
  });
});
