import { signal } from "@preact/signals";
import { act, cleanup, render, screen, waitFor } from "@testing-library/preact";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type Sealed, sealed } from "../../../src/chat";
import type { Secrecy } from "../../../src/e2ee/secrecy";
import { Controller } from "../../../src/islands/director/controller";
import { DirectorPage } from "../../../src/islands/director/view";
import type { DirectorHears, DirectorSays, WorkingNoteOut } from "../../../src/protocol";
import { secrecy } from "../../../src/sealing";
import { Typing } from "../../../src/typing";
import type { FakeSocket } from "../../fake_socket";
import { current, directorView } from "../../fixtures";
import { connectedLine, untouchedPage } from "../harness";

const AT = "2026-11-24T16:30:00Z";
const message = (key: string, id: number): Sealed => ({
  id,
  who: "citizen",
  name: "",
  mine: false,
  text: key,
  at: AT,
  key,
  kept: false,
});

let socket: FakeSocket;
/** Tells all in the call that a message is in the case. */
const told = vi.fn(async (of: string) => {
  sealed.value = sealed.value.map((one) => (one.key === of ? { ...one, kept: true } : one));
  return "sent";
});

const show = (note: Partial<WorkingNoteOut>, version = 1) =>
  act(() =>
    socket.hears(
      "view",
      directorView(
        { state: "in_call", version },
        {
          current: current({ note: { version: 0, text: "", by: null, ...note } }),
          chat: { channel: "call", messages: [], may_write: true },
        },
      ),
    ),
  );
const press = (at: number) => act(async () => screen.getAllByTestId("keep")[at]?.click());
const saves = () => socket.sent.filter(({ event }) => event === "save_note").map(({ payload }) => payload);
const notes = () => saves().map(({ note, seen }) => [seen, String(note).replaceAll(/ \d+:\d+:/g, "")]);
const kept = () => sealed.value.filter((one) => one.kept).map(({ key }) => key);

beforeEach(async () => {
  untouchedPage();
  const connected = connectedLine<DirectorSays, DirectorHears>();
  socket = connected.socket;
  secrecy.value = {
    secret: signal(null),
    words: { open: signal(true), keep: told, typing: new Typing(() => undefined) },
  } as unknown as Secrecy;
  const controller = new Controller(connected.line);
  render(<DirectorPage controller={controller} />);
  await show({});
  await act(async () => {
    controller.attending.panel.value = "chat";
    sealed.value = [message("yes", 1), message("no", 2)];
  });
  await waitFor(() => expect(screen.getAllByTestId("keep")).toHaveLength(2));
});
afterEach(() => {
  cleanup();
  told.mockClear();
  secrecy.value = null;
  sealed.value = [];
});

it("is told once it is saved, and two are saved one after the other", async () => {
  await press(0);
  await press(1);
  await waitFor(() => expect(notes()).toEqual([[0, "María, yes"]]));
  expect(told).not.toHaveBeenCalled();
  const [first] = saves();
  await act(async () => socket.ok({}, "save_note"));
  expect(kept()).toEqual(["yes"]);
  expect(saves()).toHaveLength(1);
  await show({ version: 1, text: String(first?.note) });
  await waitFor(() => expect(notes().at(-1)).toEqual([1, "María, yes\nMaría, no"]));
  await act(async () => socket.ok({}, "save_note"));
  await show({ version: 2, text: String(saves().at(-1)?.note) });
  await waitFor(() => expect(kept()).toEqual(["yes", "no"]));
  expect(saves()).toHaveLength(2);
});

it("is told to nobody where it could not be saved, and can be tried again", async () => {
  await press(0);
  await waitFor(() => expect(saves()).toHaveLength(1));
  await act(async () => socket.refuse("note_changed", "Pedro changed this note."));
  await waitFor(() => expect(screen.getByTestId("chat-refused").textContent).toContain("It was not kept"));
  expect([told.mock.calls.length, kept()]).toEqual([0, []]);
  await show({ version: 1, text: "of Pedro", by: "Pedro" });
  await press(0);
  await waitFor(() => expect(notes().at(-1)).toEqual([1, "of Pedro\nMaría, yes"]));
  await act(async () => socket.ok({}, "save_note"));
  await show({ version: 2, text: String(saves().at(-1)?.note) });
  expect(kept()).toEqual(["yes"]);
});

it("does not fit into a note that is full", async () => {
  await show({ version: 1, text: "x".repeat(1990) });
  await press(0);
  await waitFor(() => expect(screen.getByTestId("chat-refused").textContent).toContain("is full"));
  expect([saves(), told.mock.calls]).toEqual([[], []]);
});
