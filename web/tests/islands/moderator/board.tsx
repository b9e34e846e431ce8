import { act, cleanup, fireEvent, render, screen } from "@testing-library/preact";
import { afterEach, beforeEach } from "vitest";
import { Controller } from "../../../src/islands/moderator/controller";
import { ModeratorPage } from "../../../src/islands/moderator/view";
import type { ModeratorHears, ModeratorSays } from "../../../src/protocol";
import type { FakeSocket } from "../../fake_socket";
import { board, boardQueue } from "../../fixtures";
import { connectedLine, untouchedPage } from "../harness";

/** Of the page that stands before each test. */
export let socket: FakeSocket;

/** Before each test of a file: a board with OP-1 and OP-2 in the line `works` and AG-1 in `water`. */
export function boardBeforeEach(): void {
  beforeEach(() => {
    untouchedPage();
    const connected = connectedLine<ModeratorSays, ModeratorHears>();
    socket = connected.socket;
    render(<ModeratorPage controller={new Controller(connected.line)} />);
    act(() => socket.hears("board", board(boardQueue("works", ["OP-1", "OP-2"]), boardQueue("water", ["AG-1"]))));
  });
  afterEach(cleanup);
}

/** Asks that OP-1 be moved to `water`. */
export function move(): void {
  fireEvent.keyDown(screen.getByTestId("ticket-OP-1"), { key: "m" });
  fireEvent.click(screen.getByTestId("move-to-water"));
  fireEvent.change(screen.getByTestId("move-reason"), { target: { value: "topic" } });
  fireEvent.click(screen.getByTestId("move-confirm"));
}
