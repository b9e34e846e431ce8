import { cleanup, fireEvent, render, screen } from "@testing-library/preact";
import { createRef } from "preact";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Menu, MenuLabel } from "../../src/ui/menu";

beforeEach(() => {
  render(
    <div>
      <Menu testid="menu" label="More">
        <button type="button">Inside</button>
      </Menu>
      <button type="button">Beside</button>
      <dialog open>
        <button type="button">Asked</button>
      </dialog>
    </div>,
  );
  menu().open = true;
});
afterEach(cleanup);

const menu = () => screen.getByTestId("menu") as HTMLDetailsElement;

it("closes by Escape, which gives its button the focus", () => {
  screen.getByText("Inside").focus();
  fireEvent.keyDown(screen.getByText("Inside"), { key: "Escape" });
  expect(menu().open).toBe(false);
  expect(document.activeElement).toBe(screen.getByText("More"));
});

it("closes by a press or the focus beside it, and not by those within or in a question", () => {
  for (const text of ["Inside", "Asked"]) {
    fireEvent.pointerDown(screen.getByText(text));
    fireEvent.focusIn(screen.getByText(text));
    expect(menu().open).toBe(true);
  }
  fireEvent.pointerDown(screen.getByText("Beside"));
  expect(menu().open).toBe(false);
  menu().open = true;
  fireEvent.focusIn(screen.getByText("Beside"));
  expect(menu().open).toBe(false);
});

it("stays while the focus is elsewhere where it was opened from outside", () => {
  cleanup();
  const held = createRef<HTMLDetailsElement>();
  render(
    <div>
      <Menu testid="menu" label="More" held={held} up>
        <p>Inside</p>
      </Menu>
      <button type="button">Beside</button>
    </div>,
  );
  if (held.current) held.current.open = true;
  fireEvent.focusIn(screen.getByText("Beside"));
  expect(menu().open).toBe(true);
  screen.getByText("Beside").focus();
  fireEvent.keyDown(screen.getByText("Beside"), { key: "Escape" });
  expect(menu().open).toBe(true);
  fireEvent.pointerDown(screen.getByText("Beside"));
  expect(menu().open).toBe(false);
});

it("says on its button how much asks for attention, and nothing where nothing does", () => {
  cleanup();
  const { container, rerender } = render(
    <MenuLabel icon="more" text="Menu" badge={{ n: 2, words: "overdue cases" }} />,
  );
  expect(container.textContent).toBe("Menu2 overdue cases");
  rerender(<MenuLabel icon="more" text="Menu" badge={{ n: 0, words: "overdue cases" }} />);
  expect(container.textContent).toBe("Menu");
});
