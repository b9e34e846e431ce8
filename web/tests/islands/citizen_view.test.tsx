import { act, cleanup, fireEvent, render, screen } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Controller } from "../../src/islands/citizen/controller";
import { CitizenPage } from "../../src/islands/citizen/view";
import type { CitizenHears, CitizenSays, CitizenView } from "../../src/protocol";
import type { FakeSocket } from "../fake_socket";
import { CALL, citizenView, STEP } from "../fixtures";
import { connectedLine, untouchedPage } from "./harness";

let socket: FakeSocket;
let controller: Controller;

beforeEach(() => {
  untouchedPage();
  const connected = connectedLine<CitizenSays, CitizenHears>();
  socket = connected.socket;
  controller = new Controller(connected.line);
  render(<CitizenPage controller={controller} />);
});
afterEach(cleanup);

const show = (view: CitizenView) => act(() => socket.hears("view", view));

describe("in the line", () => {
  it("shows the place in words and as a picture with the own seat", () => {
    show(citizenView());
    expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("Your place: 3");
    expect(screen.getByText("2 people are ahead of you.")).toBeTruthy();
    expect(screen.getByTestId("my-seat").textContent).toContain("OP-017");
    expect(screen.getByTestId("folio").textContent).toBe("MTP-2026-7K3QD");
    expect(document.title).toContain("Your place: 3");
  });

  it("says when nobody attends", () => {
    show(citizenView({}, { queue_state: "paused" }));
    expect(screen.getByTestId("queue-state").textContent).toContain("Nobody is attending");
  });

  it("says that the place is kept while the connection is away", () => {
    show(citizenView());
    act(() => socket.goOffline());
    expect(screen.getByTestId("connection").textContent).toContain("Your place is kept.");
  });

  it("asks before the place is given up", () => {
    show(citizenView());
    fireEvent.click(screen.getByTestId("leave"));
    expect(socket.sent).toHaveLength(0);
    fireEvent.click(screen.getByTestId("leave-confirm"));
    expect(socket.sent[0]).toMatchObject({ event: "leave", payload: { version: 3 } });
  });

  it("tells why the ticket was moved", () => {
    show(citizenView());
    const history = [{ at: "2026-11-24T16:31:00Z", text: "Your topic is attended there." }];
    show(citizenView({ department: "Water", department_slug: "water" }, { history }));
    expect(screen.getByTestId("moved").textContent).toContain("Your topic is attended there.");
  });
});

describe("called", () => {
  it("shows one button, the time left and who calls", () => {
    show(citizenView({ state: "called" }, { line: null, call: CALL }));
    expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("It is your turn");
    expect(screen.getByText(/Laura, of Public Works, is calling you/)).toBeTruthy();
    expect(screen.getByTestId("countdown").getAttribute("data-seconds")).toBe("90");
    expect(document.title).toContain("It is your turn");
  });

  it("enters the call with the version that was seen, once", async () => {
    show(citizenView({ state: "called" }, { line: null, call: CALL }));
    fireEvent.click(screen.getByTestId("accept"));
    fireEvent.click(screen.getByTestId("accept"));
    expect(socket.sent.filter((each) => each.event === "accept")).toHaveLength(1);
    await act(async () => socket.ok({ epoch: 5 }));
    expect(screen.getByTestId("screen").getAttribute("data-screen")).toBe("call");
  });

  it("tells in words when it was too late", async () => {
    show(citizenView({ state: "called" }, { line: null, call: CALL }));
    fireEvent.click(screen.getByTestId("accept"));
    await act(async () => socket.refuse("answer_too_late", "The time ran out."));
    expect(screen.getByTestId("problem").textContent).toContain("The time ran out.");
  });
});

describe("in the call and after", () => {
  it("shows the steps as they are handed over", () => {
    show(citizenView({ state: "in_call" }, { line: null, call: CALL }));
    expect(screen.queryByTestId("next-steps")).toBeNull();
    show(citizenView({ state: "in_call" }, { line: null, call: CALL, next_steps: [STEP] }));
    expect(screen.getByTestId("next-steps").textContent).toContain("Bring the request");
  });

  it("shows the outcome, what follows and the note", () => {
    const outcome = {
      outcome: "in_process",
      label: "Visit needed",
      follows: "We visit you.",
      note: "Thank you",
      recorded_at: "2026-11-24T16:40:00Z",
    } as const;
    show(citizenView({ state: "served" }, { line: null, outcome, next_steps: [STEP] }));
    expect(screen.getByTestId("served").textContent).toContain("Visit needed");
    expect(screen.getByTestId("follows").textContent).toBe("We visit you.");
    expect(screen.getByTestId("note").textContent).toBe("Thank you");
  });

  it("brings one who did not answer back by one button", () => {
    show(citizenView({ state: "absent" }, { line: null }));
    fireEvent.click(screen.getByTestId("come-back"));
    expect(socket.sent[0]).toMatchObject({ event: "come_back", payload: { version: 3 } });
  });
});

it("a page without a ticket says so and leads on", () => {
  act(() => socket.hears("connect_error", { data: { code: "ticket_needed", message: "No ticket here." } }));
  expect(screen.getByTestId("refused").textContent).toContain("No ticket here.");
});
