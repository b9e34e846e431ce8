import { cleanup, fireEvent, render, screen } from "@testing-library/preact";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Fold } from "../../../src/islands/moderator/fold";

beforeEach(() => {
  render(
    <div>
      <Fold testid="fold" label="More">
        <button type="button">Inside</button>
      </Fold>
      <button type="button">Beside</button>
      <dialog open>
        <button type="button">Asked</button>
      </dialog>
    </div>,
  );
  fold().open = true;
});
afterEach(cleanup);

const fold = () => screen.getByTestId("fold") as HTMLDetailsElement;

it("closes by Escape, which gives its button the focus", () => {
  screen.getByText("Inside").focus();
  fireEvent.keyDown(screen.getByText("Inside"), { key: "Escape" });
  expect(fold().open).toBe(false);
  expect(document.activeElement).toBe(screen.getByText("More"));
});

it("closes by a press or the focus beside it, and not by those within or in a question", () => {
  for (const text of ["Inside", "Asked"]) {
    fireEvent.pointerDown(screen.getByText(text));
    fireEvent.focusIn(screen.getByText(text));
    expect(fold().open).toBe(true);
  }
  fireEvent.pointerDown(screen.getByText("Beside"));
  expect(fold().open).toBe(false);
  fold().open = true;
  fireEvent.focusIn(screen.getByText("Beside"));
  expect(fold().open).toBe(false);
});
