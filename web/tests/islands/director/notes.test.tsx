import "preact/debug"; // tells of keys that double
import { cleanup, render, screen } from "@testing-library/preact";
import { afterEach, expect, it, vi } from "vitest";
import { Notes } from "../../../src/islands/director/person";
import { current } from "../../fixtures";

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

it("keeps two notes of one department apart that do not open", () => {
  const said = vi.spyOn(console, "error");
  const notes = Array.from({ length: 2 }, () => ({ department: "Water", note: "It does not open." }));
  render(<Notes current={current({ notes })} />);
  expect(screen.getByTestId("leg-notes").querySelectorAll("p")).toHaveLength(2);
  expect(said).not.toHaveBeenCalled();
});
