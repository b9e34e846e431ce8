import { useState } from "preact/hooks";
import type { Why } from "../e2ee/screen";
import { gettext } from "../i18n";
import { secrecy } from "../sealing";
import { later } from "./later";
import type { Verify as VerifyPart } from "./verify";

export const Verify = later<Parameters<typeof VerifyPart>[0]>(
  () => import("./verify").then((module) => module.Verify),
  "verify",
);

/** Who can open this call, where calls are sealed and there is one; and the way to make sure. */
export function SecrecyLine() {
  const [opened, setOpened] = useState<readonly number[] | null>(null);
  const secret = secrecy.value?.secret.value;
  if (!secret) return null;
  const sealed = secret.kind === "sealed";
  const open = () => {
    if (sealed) setOpened(secret.code);
    secrecy.peek()?.read();
  };
  return (
    <div class="secrecy" data-testid="secrecy" data-kind={secret.kind} data-why={sealed ? "" : secret.why}>
      <Lock open={!sealed} />
      <span role="status">
        {sealed ? gettext("Encrypted end to end") : whyWords(secret.why)}
        {sealed && secret.changed && (
          <>
            . <strong>{gettext("The words changed: compare them again.")}</strong>
          </>
        )}
      </span>
      {sealed && (
        <button type="button" class="bare" data-testid="verify" onClick={open}>
          {gettext("Verify")}
        </button>
      )}
      {sealed && opened === secret.code && <Verify code={secret.code} onClose={() => setOpened(null)} />}
    </div>
  );
}

/** Not among the icons: each of those is on the waiting page. */
function Lock({ open }: { open: boolean }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={`M5 11h14v9H5zm3 0V8a4 4 0 0 1 ${open ? "7.5-2" : "8 0v3"}`} />
    </svg>
  );
}

function whyWords(why: Why): string {
  switch (why) {
    case "unproven":
      return gettext("Protected up to the server.");
    case "agreeing":
      return gettext("Protected up to the server: the keys are being agreed on.");
    case "self":
      return gettext("Protected up to the server: this browser cannot encrypt calls.");
    case "others":
      return gettext("Protected up to the server: another browser cannot encrypt calls.");
    case "slow":
      return gettext("Protected up to the server: this device is too slow to encrypt the call.");
    case "altered":
      return gettext("Protected up to the server: somebody altered the keys on the way.");
    case "late":
      return gettext("Protected up to the server: no keys could be agreed on.");
    case "off":
      return gettext("Protected up to the server: encryption end to end was switched off here.");
  }
}
