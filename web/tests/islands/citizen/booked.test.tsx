import { fireEvent, screen } from "@testing-library/preact";
import { describe, expect, it } from "vitest";
import { citizenView } from "../../fixtures";
import { pageBeforeEach, show, socket } from "./page";

pageBeforeEach();

describe("a place that was booked", () => {
  const booking = {
    starts_at: "2026-11-24T16:30:00Z",
    ends_at: "2026-11-24T17:00:00Z",
    check_in_at: "2026-11-24T15:00:00Z",
    lapses_at: "2026-11-24T16:40:00Z",
    clock_doubted: false,
    called_off: "",
    held_after_all: false,
  };
  const booked = (state: "planned" | "lobby" | "open", clock_doubted = false) => {
    const view = citizenView({ state: "booked" }, { line: null, booking: { ...booking, clock_doubted } });
    return { ...view, session: { ...view.session, state } };
  };

  it("shows day and hour, and what to do then", () => {
    show(booked("planned"));
    const told = screen.getByTestId("booked").textContent;
    expect(told).toContain("between 10:30 and 11:00");
    expect(told).toContain("from 09:00 on");
    expect(told).toContain("At 10:40");
    expect(screen.queryByTestId("check-in")).toBeNull();
    expect((screen.getByTestId("calendar-file") as HTMLAnchorElement).getAttribute("href")).toBe("/turno/cita.ics");
    expect(document.title).toContain("Your appointment");
  });

  it.each(["lobby", "open"] as const)("is checked in from the lobby on: %s", (state) => {
    show(booked(state));
    fireEvent.click(screen.getByTestId("check-in"));
    expect(socket.sent[0]).toMatchObject({ event: "check_in", payload: { version: 3 } });
  });

  it.each(["planned", "lobby"] as const)("names no time at which it lapses by a doubted clock: %s", (state) => {
    show(booked(state, true));
    const told = screen.getByTestId("booked").textContent;
    expect(told).toContain("no place is given free");
    expect(told).not.toContain("10:40");
  });

  it("is given up after a question", () => {
    show(booked("planned"));
    fireEvent.click(screen.getByTestId("give-up"));
    expect(socket.sent).toHaveLength(0);
    fireEvent.click(screen.getByTestId("give-up-confirm"));
    expect(socket.sent[0]).toMatchObject({ event: "leave", payload: { version: 3 } });
  });

  it("is held until its hour, without a way in before", () => {
    show(citizenView({ state: "postponed", not_before: booking.starts_at }, { line: null, booking }));
    expect(screen.getByTestId("held-until").textContent).toContain("at 10:30");
    expect(screen.queryByTestId("resume")).toBeNull();
  });

  it("lets others pass like anybody once it is in the line", () => {
    show(citizenView({ state: "postponed", not_before: "2026-11-24T18:15:00Z" }, { line: null, booking }));
    expect(screen.getByTestId("resume")).toBeTruthy();
  });

  it.each([
    ["open", true],
    ["closing", false],
  ] as const)("says how to go on when it lapsed: %s", (state, offers) => {
    const view = citizenView({ state: "lapsed" }, { line: null, booking });
    show({ ...view, session: { ...view.session, state } });
    expect(screen.getByTestId("later").getAttribute("data-state")).toBe("lapsed");
    expect(screen.queryByTestId("take-number") !== null).toBe(offers);
  });

  it("says why its day was called off, and how to book again", () => {
    const off = { ...booking, called_off: "Official mourning. The flags are at half mast." };
    show(citizenView({ state: "cancelled" }, { line: null, booking: off }));
    const told = screen.getByTestId("called-off").textContent;
    expect(told).toContain("There is no audience on the day of your appointment");
    expect(told).toContain("Reason: Official mourning. The flags are at half mast.");
    expect(screen.getByTestId("book-again").getAttribute("href")).toBe("/areas");
    expect(screen.queryByTestId("left")).toBeNull();
  });

  it("says that its day is held after all, and how to book again", () => {
    show(citizenView({ state: "cancelled" }, { line: null, booking: { ...booking, held_after_all: true } }));
    expect(screen.getByTestId("held-after-all").textContent).toContain("Your place was given back and is not held.");
    expect(screen.getByTestId("book-again").getAttribute("href")).toBe("/areas");
    expect(screen.queryByTestId("left")).toBeNull();
  });
});
