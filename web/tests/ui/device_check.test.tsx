import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/preact";
import { afterEach, expect, it } from "vitest";
import { Devices } from "../../src/devices";
import { TroubleNote } from "../../src/ui/device_check";
import { willingBrowser } from "../fake_media";

afterEach(cleanup);

it.each(["NotAllowedError", "TypeError"])("offers to try again what the browser refused by %s", async (refusal) => {
  willingBrowser();
  const willing = navigator.mediaDevices.getUserMedia;
  navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("refused", refusal));
  const devices = new Devices(() => ({ secure: true, hasMedia: true, userAgent: "" }));
  await devices.start("microphone");
  render(<TroubleNote devices={devices} />);
  navigator.mediaDevices.getUserMedia = willing;
  fireEvent.click(screen.getByTestId("devices-retry"));
  await waitFor(() => expect(devices.microphone.value).not.toBeNull());
  expect(devices.trouble.value).toBeNull();
  devices.stop();
});
