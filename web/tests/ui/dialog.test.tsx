import { act, render } from "@testing-library/preact";
import { render as draw } from "preact";
import { expect, it } from "vitest";
import { Dialog } from "../../src/ui/dialog";

it("gives the focus back at once when it is closed", () => {
  const opener = document.body.appendChild(document.createElement("button"));
  opener.focus();
  const { container } = render(
    <Dialog title="Why?" onClose={() => {}} testid="why">
      <button type="button">Yes</button>
    </Dialog>,
  );
  act(() => container.querySelector("button")?.focus());
  expect(document.activeElement).not.toBe(opener);
  draw(null, container);
  expect(document.activeElement).toBe(opener);
  opener.remove();
});
