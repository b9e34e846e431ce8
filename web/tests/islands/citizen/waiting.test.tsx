import { act, fireEvent, screen, waitFor } from "@testing-library/preact";
import { expect, it, vi } from "vitest";
import { kept } from "../../../src/islands/citizen/keep";
import { citizenView } from "../../fixtures";
import { pageBeforeEach, show, showOptions, socket } from "./page";

pageBeforeEach();

const FAR = { line: { ...citizenView().line, place: 7 } } as Parameters<typeof citizenView>[1];
const steps = () => ["check-open", "say-ready"].filter((testid) => screen.queryByTestId(testid));

it("offers the camera, and near the front to say that one is ready over it", () => {
  show(citizenView({ devices: "unknown" }, FAR));
  expect(steps()).toEqual(["check-open"]);
  show(citizenView({ devices: "unknown", state: "ready_check" }));
  // The question lies over the button, which keeps its place unseen (waiting.css).
  expect(steps()).toEqual(["check-open", "say-ready"]);
  show(citizenView({ devices: "unknown", ready: true }));
  expect(steps()).toEqual(["check-open"]);
  show(citizenView({ devices: "camera_and_microphone", ready: true }));
  expect(steps()).toEqual([]);
  expect(screen.getByTestId("devices-chosen").textContent).toContain("are ready");
});

it("keeps the camera for the dialog in which it is tried", () => {
  show(citizenView({ devices: "unknown" }, FAR));
  expect(screen.queryByTestId("device-check")).toBeNull();
  fireEvent.click(screen.getByTestId("check-open"));
  expect(screen.getByTestId("device-check")).toBeTruthy();
  fireEvent.click(screen.getByTestId("devices-later"));
  expect(screen.queryByTestId("check-dialog")).toBeNull();
  expect(screen.getByTestId("devices-chosen").textContent).toContain("not tried");
});

it("closes the options when one of them was taken", async () => {
  show(citizenView({}, FAR));
  showOptions();
  expect(screen.getByTestId("more-dialog").querySelector("[data-testid=postpone]")).not.toBeNull();
  show(citizenView({ medium: "phone", phone_ends: "42", version: 4 }, FAR));
  await waitFor(() => expect(screen.queryByTestId("more-dialog")).toBeNull());
  expect(socket.sent).toEqual([]);
});

it("copies folio and PIN with the address where they are of use", async () => {
  const writeText = vi.fn(async () => undefined);
  Object.defineProperty(navigator, "clipboard", { value: { writeText }, configurable: true });
  show(citizenView());
  expect(kept(citizenView())).toMatch(/MTP-2026-7K3QD[\s\S]*\/seguimiento$/);
  await act(async () => void fireEvent.click(screen.getByTestId("copy-folio")));
  expect(writeText).toHaveBeenCalledWith(kept(citizenView()));
  expect(screen.getByTestId("copy-folio").textContent).toBe("Copied");
  await waitFor(() => expect(screen.getByTestId("spoken").textContent).toBe("Folio and PIN are copied."));
});

it("saves a file that the browser can still read after the click", () => {
  vi.useFakeTimers();
  const [made, revoked] = [vi.fn(() => "blob:kept"), vi.fn()];
  vi.stubGlobal("URL", Object.assign(class extends URL {}, { createObjectURL: made, revokeObjectURL: revoked }));
  show(citizenView());
  fireEvent.click(screen.getByTestId("save-folio"));
  expect(made).toHaveBeenCalledOnce();
  expect(revoked).not.toHaveBeenCalled();
  vi.advanceTimersByTime(60_000);
  expect(revoked).toHaveBeenCalledWith("blob:kept");
  vi.useRealTimers();
});
