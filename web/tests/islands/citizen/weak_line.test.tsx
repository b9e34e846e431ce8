import { act, fireEvent, screen, waitFor } from "@testing-library/preact";
import { describe, expect, it } from "vitest";
import { NOTHING } from "../../../src/arriving";
import { CALL, citizenView } from "../../fixtures";
import { controller, pageBeforeEach, show, socket } from "./page";

pageBeforeEach();

const CAMERA = {
  kind: "video",
  stop: () => undefined,
  addEventListener: () => undefined,
} as unknown as MediaStreamTrack;

/** What the page's media connection has come to. */
const media = (change: () => void) => act(change);
const paused = () => socket.sent.filter(({ event }) => event === "pause_camera").map(({ payload }) => payload.paused);

describe("no media", () => {
  it("are warned of in the line, with the telephone, and no more once they are there", async () => {
    show(citizenView());
    media(() => {
      controller.link.failed.value = 1;
    });
    expect(screen.queryByTestId("no-media")).toBeNull();
    media(() => {
      controller.link.failed.value = 2;
    });
    await waitFor(() => expect(screen.getByTestId("no-media").textContent).toContain("Try another network"));
    expect(screen.getByTestId("no-media").querySelector("[data-testid=prefer-phone]")).not.toBeNull();
    media(() => {
      controller.link.failed.value = 0;
    });
    expect(screen.queryByTestId("no-media")).toBeNull();
  });

  it("are told in a call, and where the page's own line is away only that", async () => {
    show(citizenView({ state: "in_call" }, { line: null, call: CALL }));
    expect(screen.getByTestId("connection").dataset.connection).toBe("online");
    media(() => {
      controller.arriving.value = { sounds: new Set(), without: true };
    });
    await waitFor(() => expect(screen.getByTestId("no-media").textContent).toContain("nothing has reached you"));
    act(() => socket.goOffline());
    expect(screen.queryByTestId("no-media")).toBeNull();
    expect(screen.getByTestId("connection").textContent).not.toContain("goes on");
  });

  it("are not told in a tab that does not have the call", async () => {
    show(citizenView({ state: "in_call" }, { line: null, call: CALL }));
    // What a call needs is there.
    await waitFor(() => expect(controller.arriving.value).toBe(NOTHING));
    media(() => {
      controller.arriving.value = { sounds: new Set(), without: true };
    });
    await waitFor(() => expect(screen.getByTestId("no-media")).toBeTruthy());
    act(() => controller.tab.leave());
    expect(screen.queryByTestId("no-media")).toBeNull();
  });
});

describe("a picture that gives way to the voice", () => {
  const talking = (camera_paused = false) =>
    citizenView({ state: "in_call", camera_paused }, { line: null, call: CALL });

  it("is told to both, can be left so, and is back when the person wants it", async () => {
    show(talking());
    act(() => {
      controller.devices.camera.value = CAMERA;
      controller.pause.value = "paused";
    });
    await waitFor(() => expect(screen.getByTestId("camera-paused").textContent).toContain("so that your voice"));
    expect(paused()).toEqual([true]);
    fireEvent.click(screen.getByTestId("pause-keep"));
    expect(controller.pause.value).toBe("kept");
    expect(screen.queryByTestId("pause-keep")).toBeNull();
    fireEvent.click(screen.getByTestId("pause-end"));
    expect(screen.queryByTestId("camera-paused")).toBeNull();
    expect(paused()).toEqual([true, false]);
  });

  it("stays paused on a page that is loaded anew in the call, and nothing is said twice", () => {
    show(talking(true));
    expect(controller.pause.value).toBe("paused");
    expect(paused()).toEqual([]);
  });

  it("of a call that is over is taken back", () => {
    show(citizenView({ camera_paused: true }));
    expect(paused()).toEqual([false]);
  });
});
