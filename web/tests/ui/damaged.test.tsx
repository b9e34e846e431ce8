import { cleanup, render, screen } from "@testing-library/preact";
import { afterEach, expect, it } from "vitest";
import { PersonSection } from "../../src/islands/director/person_section";
import type { CurrentOut } from "../../src/protocol";
import { Adjustments } from "../../src/ui/adjustments";
import { current } from "../fixtures";

afterEach(cleanup);

const section = (more: Partial<CurrentOut>) =>
  render(
    <PersonSection current={current(more)} testid="current">
      {null}
    </PersonSection>,
  );
const marked = () => [...document.querySelectorAll(".damaged")].map((one) => one.textContent);

it("sets apart what does not open, and says so where nothing stands", () => {
  section({ name: "", matter: "No se puede abrir.", damaged: ["name", "matter"] });
  expect(marked()).toEqual(["It does not open.", "No se puede abrir."]);
  expect(screen.getByRole("heading").textContent).toBe("It does not open. OP-012");
});

it("shows what people wrote plainly, also of a web process that says nothing of damage", () => {
  section({ name: "No se puede abrir." });
  expect(marked()).toEqual([]);
});

it("says that needs are there which do not open", () => {
  render(<Adjustments adjustments={[]} damaged />);
  expect(marked()).toEqual(["What this person needs does not open."]);
});
