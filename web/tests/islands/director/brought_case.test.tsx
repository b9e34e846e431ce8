import { act, cleanup, fireEvent, render, screen } from "@testing-library/preact";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Controller } from "../../../src/islands/director/controller";
import { DirectorPage } from "../../../src/islands/director/view";
import type { CaseOut, DirectorHears, DirectorSays } from "../../../src/protocol";
import { unbroken } from "../../../src/unbroken";
import type { FakeSocket } from "../../fake_socket";
import { current, directorView } from "../../fixtures";
import { connectedLine, untouchedPage } from "../harness";

let socket: FakeSocket;

beforeEach(() => {
  untouchedPage();
  const connected = connectedLine<DirectorSays, DirectorHears>();
  socket = connected.socket;
  render(<DirectorPage controller={new Controller(connected.line)} />);
});
afterEach(cleanup);

const FOUND: CaseOut = {
  folio: "MTP-26-7KQ4-9XZ2C",
  state: "in_process",
  withdrawn: false,
  department: "Water",
  topic: "Leaks",
  subject: "Leak in the main",
  matter: "It runs down the street",
  received_on: "2026-11-03",
  due_on: "2026-11-25",
  answered_at: null,
  answer: "",
};
const attends = (about_folio: string, state: "called" | "in_call" = "in_call") =>
  act(() =>
    socket.hears(
      "view",
      directorView(
        { state: state === "called" ? "reserved" : "in_call" },
        { current: current({ state, about_folio }) },
      ),
    ),
  );
const asked = () => socket.sent.filter((one) => one.event === "read_case");

it("is asked for once, when the call has begun", async () => {
  attends(FOUND.folio, "called");
  expect(asked()).toHaveLength(0);
  attends(FOUND.folio);
  attends(FOUND.folio);
  expect(asked()).toHaveLength(1);
  await act(async () => socket.ok(FOUND as unknown as Record<string, unknown>));
  const shown = screen.getByTestId("brought-case").textContent;
  for (const text of [unbroken(FOUND.folio), FOUND.matter, FOUND.subject, "In process", "An answer is owed by"])
    expect(shown).toContain(text);
});

it("says that it was withdrawn", async () => {
  attends(FOUND.folio);
  await act(async () =>
    socket.ok({ ...FOUND, state: "concluded", withdrawn: true } as unknown as Record<string, unknown>),
  );
  const shown = screen.getByTestId("brought-case").textContent;
  expect(shown).toContain("It was withdrawn");
  for (const text of ["Concluded", "An answer is owed"]) expect(shown).not.toContain(text);
});

it("is not there for who comes about none", () => {
  attends("");
  expect(screen.queryByTestId("brought-case")).toBeNull();
  expect(asked()).toHaveLength(0);
});

it("can be asked for again when it could not be read", async () => {
  attends(FOUND.folio);
  await act(async () => socket.refuse("unavailable", "Something is away."));
  expect(screen.getByTestId("brought-case").textContent).toContain("Something is away.");
  fireEvent.click(screen.getByText("Try again"));
  expect(asked()).toHaveLength(2);
});
