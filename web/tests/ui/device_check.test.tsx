import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/preact";
import { afterEach, expect, it } from "vitest";
import { Devices } from "../../src/devices";
import { DeviceCheck, TroubleNote } from "../../src/ui/device_check";
import { willingBrowser } from "../fake_media";

afterEach(cleanup);

/** Devices that the browser refused. */
async function refused(refusal: string): Promise<Devices> {
  navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("refused", refusal));
  const devices = new Devices(() => ({ secure: true, hasMedia: true, userAgent: "" }));
  await devices.start("microphone");
  return devices;
}

it.each(["NotAllowedError", "TypeError"])("offers to try again what the browser refused by %s", async (refusal) => {
  willingBrowser();
  const willing = navigator.mediaDevices.getUserMedia;
  const devices = await refused(refusal);
  render(<TroubleNote devices={devices} />);
  navigator.mediaDevices.getUserMedia = willing;
  fireEvent.click(screen.getByTestId("devices-retry"));
  await waitFor(() => expect(devices.microphone.value).not.toBeNull());
  expect(devices.trouble.value).toBeNull();
  devices.stop();
});

it("asks for refused devices by one button where nothing is open", async () => {
  willingBrowser();
  const devices = await refused("NotAllowedError");
  render(<DeviceCheck devices={devices} readyLabel="Ready" onReady={() => undefined} />);
  expect(screen.getByTestId("device-trouble").textContent).not.toBe("");
  expect(screen.queryByTestId("devices-retry")).toBeNull();
  expect(screen.getByTestId("try-camera")).toBeDefined();
});
