import { useEffect, useState } from "preact/hooks";
import { now, secondsUntil } from "../clock";
import { grouped } from "../device_code";
import { gettext } from "../i18n";
import type { Ack, DeviceCodeOut } from "../protocol";
import { Countdown } from "./countdown";
import { Dialog } from "./dialog";

export interface ElsewhereProps {
  /** What moves, in a sentence or two. */
  explanation: string;
  make: () => Promise<Ack>;
  withdraw: () => Promise<Ack>;
  onClose: () => void;
}

/** A one-time code for another device: to scan, to open as a link, or to type. */
export function Elsewhere({ explanation, make, withdraw, onClose }: ElsewhereProps) {
  const [code, setCode] = useState<DeviceCodeOut | null>(null);
  const [refused, setRefused] = useState("");
  const ask = async () => {
    const ack = await make();
    setRefused(ack.ok ? "" : (ack.problem?.message ?? ""));
    setCode(ack.ok ? (ack.result as unknown as DeviceCodeOut) : null);
  };
  useEffect(() => void ask(), []);
  const takeBack = async () => {
    const ack = await withdraw();
    if (ack.ok) onClose();
    else setRefused(ack.problem?.message ?? "");
  };
  const over = code !== null && secondsUntil(code.expires_at, now.value) <= 0;
  return (
    <Dialog title={gettext("Continue on another device")} onClose={onClose} testid="elsewhere-dialog">
      <p>{explanation}</p>
      {refused && (
        <p class="callout bad" role="alert">
          {refused}
        </p>
      )}
      {over && <p class="callout warn">{gettext("The time of this code is over.")}</p>}
      {code && !over && <Code code={code} />}
      <div class="row">
        {(over || refused) && (
          <button type="button" class="button" onClick={() => void ask()}>
            {gettext("Make a new code")}
          </button>
        )}
        {code && !over && (
          <button type="button" class="button danger" data-testid="elsewhere-withdraw" onClick={() => void takeBack()}>
            {gettext("Withdraw the code")}
          </button>
        )}
        <button type="button" class="button second" data-testid="elsewhere-close" onClick={onClose}>
          {gettext("Close")}
        </button>
      </div>
    </Dialog>
  );
}

function Code({ code }: { code: DeviceCodeOut }) {
  const [copied, setCopied] = useState(false);
  const copy = () =>
    navigator.clipboard?.writeText(code.link).then(
      () => setCopied(true),
      () => undefined,
    );
  return (
    <div class="stack">
      <p>
        {gettext("Scan it with the other device, open this link there, or type the code on the page %(page)s.", {
          page: code.link.replace(/^https?:\/\//, "").replace(/#.*$/, ""),
        })}
      </p>
      <div class="row">
        <svg
          class="qr"
          viewBox={`0 0 ${code.qr.size} ${code.qr.size}`}
          role="img"
          aria-label={gettext("QR code of the link below")}
          data-testid="qr"
        >
          <path d={code.qr.path} />
        </svg>
        <p class="device-code" data-testid="device-code">
          {grouped(code.code)}
        </p>
      </div>
      <input
        class="input"
        readOnly
        value={code.link}
        aria-label={gettext("Link")}
        data-testid="device-link"
        onFocus={(event) => event.currentTarget.select()}
      />
      <button type="button" class="button second" data-testid="copy-link" onClick={() => void copy()}>
        {gettext("Copy the link")}
      </button>
      <p role="status" class="soft small">
        {copied ? gettext("The link is copied.") : ""}
      </p>
      <p class="callout warn">
        {gettext("Whoever opens it takes your place there: show it to nobody else. It is good once.")}
      </p>
      <Countdown until={code.expires_at} label={gettext("The code is good for")} testid="elsewhere-countdown" />
    </div>
  );
}
