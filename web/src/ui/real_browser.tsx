import { useState } from "preact/hooks";
import { gettext } from "../i18n";
import type { Ack, DeviceCodeOut } from "../protocol";
import { inApp, intentFor } from "../trouble";
import { Icon } from "./icon";

export interface RealBrowserProps {
  /** Makes the code that takes the number along. */
  make: () => Promise<Ack>;
}

/** Inside an application without camera: opens the real browser, with the number and its place. */
export function RealBrowser({ make }: RealBrowserProps) {
  const [link, setLink] = useState("");
  const [refused, setRefused] = useState("");
  const agent = navigator.userAgent;
  const app = inApp(agent) || gettext("another application");
  const android = /Android/.test(agent);
  const open = async () => {
    const ack = await make();
    setRefused(ack.ok ? "" : (ack.problem?.message ?? ""));
    if (!ack.ok) return;
    const made = (ack.result as unknown as DeviceCodeOut).link;
    setLink(made);
    if (android) location.assign(intentFor(made));
  };
  return (
    <section class="callout warn stack" aria-labelledby="real-browser-title" data-testid="real-browser">
      <h2 id="real-browser-title" class="small-title note">
        <Icon name="camera_off" />
        <span>{gettext("You opened this page inside %(app)s, which does not let pages use the camera.", { app })}</span>
      </h2>
      <p>{gettext("Your number goes along, with its place; this page then stops.")}</p>
      <button type="button" class="button" data-testid="open-real-browser" onClick={() => void open()}>
        {gettext("Open my number in the browser")}
      </button>
      {refused && <p role="alert">{refused}</p>}
      {link && <Ways link={link} android={android} />}
    </section>
  );
}

function Ways({ link, android }: { link: string; android: boolean }) {
  const [copied, setCopied] = useState(false);
  const copy = () =>
    navigator.clipboard?.writeText(link).then(
      () => setCopied(true),
      () => undefined,
    );
  return (
    <div class="stack stack-tight" role="status">
      {android && (
        <p>
          <a href={intentFor(link)} data-testid="intent">
            {gettext("Touch this link if nothing happens")}
          </a>
        </p>
      )}
      <p>
        {android
          ? gettext("Or copy this link and paste it into Chrome or your browser.")
          : gettext(
              "On an iPhone: touch the menu (three dots or the compass) and choose “Open in Safari”; or copy this link and paste it into Safari.",
            )}
      </p>
      <div class="stack stack-tight">
        <input
          class="input"
          readOnly
          value={link}
          aria-label={gettext("Link")}
          data-testid="real-browser-link"
          onFocus={(event) => event.currentTarget.select()}
        />
        <button type="button" class="button second" onClick={() => void copy()}>
          {gettext("Copy the link")}
        </button>
      </div>
      <p>{copied && gettext("The link is copied.")}</p>
      <p class="small">
        {gettext(
          "Whoever opens this link takes your place there: give it to nobody. It is good once, for ten minutes.",
        )}
      </p>
    </div>
  );
}
