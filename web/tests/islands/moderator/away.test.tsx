import { act, cleanup, fireEvent, render, screen, waitFor } from "@testing-library/preact";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Controller as CitizenController } from "../../../src/islands/citizen/controller";
import { Offer } from "../../../src/islands/citizen/offer";
import { CitizenPage } from "../../../src/islands/citizen/view";
import { Controller as DirectorController } from "../../../src/islands/director/controller";
import { DirectorPage } from "../../../src/islands/director/view";
import { Controller } from "../../../src/islands/moderator/controller";
import { ModeratorPage } from "../../../src/islands/moderator/view";
import type {
  CitizenHears,
  CitizenSays,
  DirectorHears,
  DirectorSays,
  ModeratorHears,
  ModeratorSays,
  OfferOut,
} from "../../../src/protocol";
import type { FakeSocket } from "../../fake_socket";
import { board, boardQueue, boardRoom, citizenView, directorView } from "../../fixtures";
import { connectedLine, noLateTexts, untouchedPage } from "../harness";

let socket: FakeSocket;
beforeEach(untouchedPage);
beforeAll(() => {
  noLateTexts();
  return Offer.load();
});
afterEach(cleanup);

const LAURA = { staff_id: 3, name: "Laura", part: "director", reason: null, room_id: 7, connected: true } as const;
const PEDRO = { staff_id: 4, name: "Pedro", part: "substitute", reason: null, room_id: 8, connected: true } as const;

describe("the board", () => {
  const queue = (more = {}) =>
    boardQueue("works", ["OP-1", "OP-2"], {
      rooms: [boardRoom({ state: "in_call", number: "OP-0" }), boardRoom({ room_id: 8, director: "Pedro" })],
      roster: [LAURA, PEDRO],
      ...more,
    });
  beforeEach(() => {
    const connected = connectedLine<ModeratorSays, ModeratorHears>();
    socket = connected.socket;
    render(<ModeratorPage controller={new Controller(connected.line)} />);
    act(() => socket.hears("board", board(queue(), boardQueue("water", []))));
  });

  it("says whom it affects, and closes the room with all that was decided in one command", () => {
    expect(screen.queryByTestId("room-8")).toBeNull();
    fireEvent.click(screen.getByTestId("away-7"));
    expect(screen.getByTestId("away-dialog").textContent).toContain("OP-0 is in a call: it ends");
    expect(screen.getByTestId("away-dialog").textContent).toContain("Ask the 2 people who wait how to go on");
    fireEvent.click(screen.getByTestId("away-confirm"));
    expect(socket.sent).toHaveLength(0);
    fireEvent.change(screen.getByTestId("away-reason"), { target: { value: "ill" } });
    fireEvent.click(screen.getByTestId("substitute-4"));
    fireEvent.click(screen.getByTestId("offer-water"));
    fireEvent.click(screen.getByTestId("away-confirm"));
    expect(socket.sent.at(-1)).toMatchObject({
      event: "director_away",
      payload: { room_id: 7, version: 2, reason: "ill", substitute: 4, departments: ["water"] },
    });
  });

  it("says that a talk by telephone counts as held, and that the call of somebody else goes on", () => {
    const talks = { ...boardQueue("works", ["OP-0"]).tickets[0], state: "in_call", medium: "phone" } as const;
    const rooms = [boardRoom({ state: "in_call", number: "OP-0" })];
    act(() => socket.hears("queue", queue({ version: 2, tickets: [talks], rooms })));
    fireEvent.click(screen.getByTestId("away-7"));
    expect(screen.getByTestId("away-dialog").textContent).toContain("The result of OP-0 is completed later");
    fireEvent.click(screen.getByTestId("away-cancel"));
    act(() => socket.hears("queue", queue({ version: 3, rooms: [boardRoom({ state: "assisting" })] })));
    fireEvent.click(screen.getByTestId("away-7"));
    expect(screen.getByTestId("away-dialog").textContent).toContain("asked into goes on");
  });

  it("counts those who wait now, however long the question is open", () => {
    fireEvent.click(screen.getByTestId("away-7"));
    act(() => socket.hears("queue", queue({ version: 2, waiting: 5 })));
    expect(screen.getByTestId("away-dialog").textContent).toContain("Ask the 5 people who wait how to go on");
  });

  it("asks nobody where that is left out", () => {
    fireEvent.click(screen.getByTestId("away-7"));
    fireEvent.change(screen.getByTestId("away-reason"), { target: { value: "ill" } });
    fireEvent.click(screen.getByTestId("away-asks"));
    fireEvent.click(screen.getByTestId("away-confirm"));
    expect(socket.sent.at(-1)?.payload).toMatchObject({ substitute: null, departments: null });
  });

  it("counts how those who were asked go on, and asks nobody any more", () => {
    const offers = { asked: 25, open: 8, wait: 12, department: 3, next_session: 2, telephone: 0 };
    act(() => socket.hears("queue", queue({ version: 2, offers })));
    const shown = screen.getByTestId("offers-works").textContent;
    for (const part of ["25 people were asked", "8 have not answered", "12 wait"]) expect(shown).toContain(part);
    fireEvent.click(screen.getByTestId("withdraw-offers-works"));
    expect(screen.getByTestId("withdraw-offers-dialog").textContent).toContain("20 people who still wait here");
    fireEvent.click(screen.getByTestId("withdraw-offers-confirm"));
    expect(socket.sent.at(-1)).toMatchObject({ event: "withdraw_offers", payload: { department: "works" } });
  });

  it("puts somebody who stands in to attending, as they were seen", () => {
    expect(screen.getByTestId("member-4").textContent).toContain("Stands in, console open");
    fireEvent.click(screen.getByTestId("attends-4"));
    expect(socket.sent.at(-1)?.payload).toMatchObject({ staff_id: 4, seen: "substitute", part: "director" });
  });
});

describe("the citizen", () => {
  const OFFER: OfferOut = {
    id: 5,
    explanation: "The person who attends had to leave.",
    choice: null,
    departments: [{ department: "Water", department_slug: "water", waiting: 2 }],
    next_session: "2026-12-01",
  };
  const show = (offer: OfferOut | null) => act(() => socket.hears("view", citizenView({}, { offer })));
  beforeEach(() => {
    localStorage.clear();
    const connected = connectedLine<CitizenSays, CitizenHears>();
    socket = connected.socket;
    render(<CitizenPage controller={new CitizenController(connected.line)} />);
    show(OFFER);
  });
  const said = () => socket.sent.at(-1)?.payload;

  it("reads why, and waits with one press", () => {
    expect(screen.getByTestId("offer").textContent).toContain("had to leave");
    fireEvent.click(screen.getByTestId("offer-wait"));
    expect(said()).toEqual({ offer_id: 5, choice: "wait", version: 3, command_id: expect.any(String) });
  });

  it("is asked once more before leaving the line", () => {
    fireEvent.click(screen.getByTestId("offer-to-water"));
    expect(socket.sent).toHaveLength(0);
    fireEvent.click(screen.getByTestId("offer-keep"));
    fireEvent.click(screen.getByTestId("offer-next"));
    expect(screen.getByTestId("offer-sure").textContent).toContain("diciembre");
    fireEvent.click(screen.getByTestId("offer-confirm"));
    expect(said()).toMatchObject({ choice: "next_session", department: null });
  });

  it("can change what was said while the offer holds", () => {
    show({ ...OFFER, choice: "wait" });
    expect(screen.queryByTestId("offer-to-water")).toBeNull();
    fireEvent.click(screen.getByTestId("offer-change"));
    fireEvent.click(screen.getByTestId("offer-to-water"));
    fireEvent.click(screen.getByTestId("offer-confirm"));
    expect(said()).toMatchObject({ choice: "department", department: "water" });
  });

  it("sees nothing of it when it is over", () => {
    show(null);
    expect(screen.queryByTestId("offer")).toBeNull();
  });
});

describe("who stands in", () => {
  it("opens no room until seated, and is told then", async () => {
    const connected = connectedLine<DirectorSays, DirectorHears>();
    render(<DirectorPage controller={new DirectorController(connected.line)} />);
    act(() => connected.socket.hears("view", directorView({ state: "closed" }, { part: "substitute" })));
    expect(screen.getByTestId("off-duty").textContent).toContain("You stand in today");
    expect(screen.queryByTestId("open-room-anyway")).toBeNull();
    act(() => connected.socket.hears("view", directorView({ state: "closed" }, { part: "director", version: 2 })));
    expect(screen.getByTestId("open-room-anyway")).toBeTruthy();
    await waitFor(() => expect(document.body.textContent).toContain("You attend from now on"));
  });
});
