import { act, cleanup, fireEvent, render, screen } from "@testing-library/preact";
import { afterEach, beforeAll, beforeEach } from "vitest";
import { Controller } from "../../../src/islands/citizen/controller";
import { CheckDialog, MoreSheet } from "../../../src/islands/citizen/line";
import { MatterDialog } from "../../../src/islands/citizen/matters";
import { loadCallNews } from "../../../src/islands/citizen/news_words";
import { PostponeDialog, PostponedCard } from "../../../src/islands/citizen/postpone";
import { CallScreen, CitizenPage, Ended } from "../../../src/islands/citizen/view";
import type { CitizenHears, CitizenSays, CitizenView } from "../../../src/protocol";
import type { FakeSocket } from "../../fake_socket";
import { connectedLine, noLateTexts, untouchedPage } from "../harness";

/** Of the page that stands before each test. */
export let socket: FakeSocket;
export let controller: Controller;

/** Before each test of a file: a citizen's page that has heard nothing yet. */
export function pageBeforeEach(): void {
  beforeEach(() => {
    localStorage.clear();
    untouchedPage();
    const connected = connectedLine<CitizenSays, CitizenHears>();
    socket = connected.socket;
    controller = new Controller(connected.line);
    render(<CitizenPage controller={controller} />);
  });
  beforeAll(async () => {
    noLateTexts();
    await loadCallNews();
    await Promise.all(
      [CallScreen, CheckDialog, Ended, MoreSheet, MatterDialog, PostponeDialog, PostponedCard].map((part) =>
        part.load(),
      ),
    );
  });
  afterEach(cleanup);
}

/** Opens "more options" of the waiting page. */
export const showOptions = () => fireEvent.click(screen.getByTestId("more"));

/** The page hears this view. */
export const show = (view: CitizenView) => act(() => socket.hears("view", view));
