import { render } from "preact";
import { now } from "../../clock";
import { Components } from "./view";

const host = document.getElementById("components");
if (host) {
  host.replaceChildren();
  render(<Components at={now.value} />, host);
}
