import { act, cleanup, fireEvent, render, screen } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Controller } from "../../../src/islands/director/controller";
import { DirectorPage } from "../../../src/islands/director/view";
import type { DirectorHears, DirectorSays, DirectorView, KnockOut, MayorView } from "../../../src/protocol";
import type { FakeSocket } from "../../fake_socket";
import { assist, current, directorView } from "../../fixtures";
import { connectedLine, untouchedPage } from "../harness";

const KNOCK: KnockOut = {
  knock_id: 3,
  role: "visitor",
  director: "Laura",
  department: "Public Works",
  expires_at: "2026-11-24T16:31:00Z",
  answered: false,
};
const MAYOR: MayorView = {
  now: "2026-11-24T16:30:00Z",
  calls: [{ room_id: 9, department: "Public Works", director: "Laura", since: "2026-11-24T16:20:00Z" }],
  lines: [
    { department: "Mayor's Office", department_slug: "mayor", state: "open", waiting: 0, served: true },
    { department: "Water", department_slug: "water", state: "open", waiting: 4, served: false },
  ],
  commitments: [
    {
      commitment_id: "c1",
      text: "Pave the street",
      owner: "Public Works",
      due: "2026-11-20",
      done: false,
      folio: "MTP-2026-7K3QD",
      overdue: true,
      can_withdraw: true,
    },
  ],
};
let socket: FakeSocket;

beforeEach(() => {
  untouchedPage();
  const connected = connectedLine<DirectorSays, DirectorHears>();
  socket = connected.socket;
  render(<DirectorPage controller={new Controller(connected.line)} />);
});
afterEach(cleanup);

const show = (view: DirectorView) => act(() => socket.hears("view", view));
const mayor = () => act(() => socket.hears("mayor", MAYOR));

describe("the mayor's page", () => {
  it("shows the calls that go on, and knocks at one", () => {
    show(directorView());
    mayor();
    expect(screen.getByTestId("call-9").textContent).toContain("Laura");
    fireEvent.click(screen.getByTestId("knock-at"));
    expect(socket.sent[0]).toMatchObject({ event: "knock", payload: { room_id: 9, version: 5 } });
  });

  it("knocks from a free room alone", () => {
    show(directorView({ state: "closed" }));
    mayor();
    expect((screen.getByTestId("knock-at") as HTMLButtonElement).disabled).toBe(true);
  });

  it("says not now when the question is gone, whatever the reason, and nothing when let in or withdrawn", async () => {
    mayor();
    show(directorView({}, { knock: KNOCK }));
    expect(screen.getByTestId("knocking").textContent).toContain("if both agree");
    show(directorView());
    expect(screen.getByTestId("not-now").textContent).toContain("Not now.");
    show(directorView({}, { knock: { ...KNOCK, knock_id: 4 } }));
    expect(screen.queryByTestId("not-now")).toBeNull();
    show(directorView({ state: "assisting" }, { assist: assist({ role: "guest", kind: "knock", joined: true }) }));
    expect(screen.queryByTestId("not-now")).toBeNull();
    expect(screen.getByTestId("present").textContent).toContain("you, the citizen, and Pedro (Water)");
    show(directorView());
    show(directorView({}, { knock: { ...KNOCK, knock_id: 5 } }));
    fireEvent.click(screen.getByTestId("knock-withdraw"));
    await act(async () => socket.ok());
    show(directorView());
    expect(screen.queryByTestId("not-now")).toBeNull();
  });

  it("chooses lines", () => {
    show(directorView());
    mayor();
    expect((screen.getByTestId("choose-lines") as HTMLButtonElement).disabled).toBe(true);
    fireEvent.click(screen.getByTestId("line-water"));
    fireEvent.click(screen.getByTestId("choose-lines"));
    expect(socket.sent[0]).toMatchObject({ event: "choose_lines", payload: { departments: ["mayor", "water"] } });
  });

  it("shows what is overdue, and ends it", () => {
    show(directorView());
    mayor();
    expect(screen.getByTestId("overdue")).toBeTruthy();
    fireEvent.click(screen.getByTestId("promise-done"));
    expect(socket.sent[0]).toMatchObject({ event: "complete_commitment", payload: { commitment_id: "c1" } });
  });
});

describe("a director whose call is knocked at", () => {
  const inCall = (more: Partial<DirectorView> = {}) =>
    directorView({ state: "in_call" }, { current: current(), ...more });

  it("is asked with two answers alike", () => {
    show(inCall({ knock: { ...KNOCK, role: "asked", director: "Elena" } }));
    expect(screen.getByTestId("knock").textContent).toContain("Elena");
    expect(screen.getByTestId("knock-yes").className).toBe(screen.getByTestId("knock-no").className);
    fireEvent.click(screen.getByTestId("knock-no"));
    expect(socket.sent[0]).toMatchObject({ event: "answer_knock", payload: { knock_id: 3, agree: false } });
  });

  it("waits once they have agreed, and hands nobody over to who came in", () => {
    show(inCall({ knock: { ...KNOCK, role: "asked", answered: true } }));
    expect(screen.queryByTestId("knock-yes")).toBeNull();
    expect(screen.getByTestId("knock-answered")).toBeTruthy();
    show(inCall({ assist: assist({ kind: "knock", joined: true, director: "Elena" }) }));
    expect(screen.getByTestId("present").textContent).toContain("Elena");
    expect(screen.queryByTestId("hand-over")).toBeNull();
    fireEvent.click(screen.getByTestId("end-assist"));
    expect(socket.sent[0]).toMatchObject({ event: "withdraw_invitation" });
  });

  it("commits to something only with words, an owner and a day", () => {
    show(inCall());
    fireEvent.click(screen.getByTestId("promise-open"));
    fireEvent.click(screen.getByTestId("promise-send"));
    expect(screen.getByTestId("error-summary").textContent).toContain("Choose who does it.");
    expect(socket.sent).toEqual([]);
  });
});
