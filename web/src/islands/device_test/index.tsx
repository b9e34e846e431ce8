import { render } from "preact";
import { type Choice, Devices } from "../../devices";
import { gettext } from "../../i18n";
import { unlockSound } from "../../sound";
import { DeviceCheck } from "../../ui/device_check";

/** Directors try their devices before the day: what they are content with goes with the page's own form. */
function keep(choice: Choice): void {
  const field = document.getElementById("test-devices");
  const form = document.getElementById("test-form");
  if (!(field instanceof HTMLInputElement && form instanceof HTMLFormElement)) return;
  field.value = choice;
  form.requestSubmit();
}

const host = document.getElementById("device-test");
if (host) {
  unlockSound();
  host.replaceChildren();
  const devices = new Devices();
  render(<DeviceCheck devices={devices} readyLabel={gettext("It works: keep this test")} onReady={keep} />, host);
}
