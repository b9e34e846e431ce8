import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { gettext } from "../../i18n";
import { ability, known, subscribe } from "../../push";
import { Icon } from "../../ui/icon";

type Channel = "push" | "mail" | "sms";

/** What the server offers and knows of this person: `queue/joining/pages/turn.py`. */
export interface Offered {
  push_key: string | null;
  mail: string | null;
  phone: string | null;
  asked: readonly Channel[];
  csrf: string;
}

interface Parts {
  offered: Signal<Offered | null>;
  /** This browser's own subscription. */
  here: Signal<string | null>;
  busy: Signal<boolean>;
  problem: Signal<string>;
}

const ADDRESS = "/turno/avisos";
const JSON_ONLY = { Accept: "application/json" };

/** "Tell me when I am near and I close this page": on this device, by e-mail, by SMS, as far as each is there. */
export function TellMe() {
  const offered = useSignal<Offered | null>(null);
  const here = useSignal<string | null>(null);
  const busy = useSignal(false);
  const problem = useSignal("");
  const parts = { offered, here, busy, problem };
  useEffect(() => void load(parts), []);
  const title = useRef<HTMLHeadingElement>(null);
  const found = offered.value;
  const there = found !== null;
  // The button that was pressed is gone.
  useEffect(() => {
    if (there && document.activeElement === document.body) title.current?.focus({ preventScroll: true });
  }, [there]);
  if (!found) return null;
  return (
    <section class="panel stack" aria-labelledby="tell-title" data-testid="tell-me">
      <h2 id="tell-title" class="small-title" ref={title} tabIndex={-1}>
        <Icon name="bell" /> {gettext("Tell me when I am near")}
      </h2>
      <p>
        {gettext(
          "You may close this page: your place is the same. We can tell you shortly before, and when we call you.",
        )}
      </p>
      {(found.push_key || !(found.mail || found.phone)) && <ThisDevice parts={parts} />}
      {found.mail && <Way parts={parts} channel="mail" name={gettext("By e-mail: %(to)s", { to: found.mail })} />}
      {found.phone && <Way parts={parts} channel="sms" name={gettext("By SMS: %(to)s", { to: found.phone })} />}
      <p role="status" class={problem.value ? "wrong" : "soft small"} data-testid="tell-status">
        {problem.value || words(found, here.value !== null)}
      </p>
    </section>
  );
}

/** Push may be on in another browser of theirs alone: this one tells nothing then. */
function words({ asked }: Offered, here: boolean): string {
  if (!asked.length) return gettext("Nothing is on yet.");
  if (!here && asked.every((one) => one === "push")) return gettext("On this device nothing is on.");
  return gettext("We will tell you. When you are called you have to open this page to answer.");
}

function ThisDevice({ parts }: { parts: Parts }) {
  const can = parts.offered.value?.push_key ? ability() : "unsupported";
  if (can === "possible")
    return (
      <>
        <Way parts={parts} channel="push" name={gettext("On this device")} />
        <details>
          <summary>{gettext("What the notice shows")}</summary>
          <p class="soft small">
            {gettext(
              "Your number and the name of the municipality, nothing about your matter; also on a locked screen. It comes through the company that made your browser: it learns that you get a notice, and cannot read it.",
            )}
          </p>
        </details>
      </>
    );
  return (
    <div class="callout stack stack-tight" data-testid="tell-instead">
      <p>
        {can === "blocked"
          ? gettext(
              "This browser does not let this page show notices. You can allow them in its settings for this page.",
            )
          : gettext("This browser cannot show notices while the page is closed.")}
      </p>
      <p>{gettext("Instead you can keep this page open with the sound on, or ask for a telephone call.")}</p>
    </div>
  );
}

function Way({ parts, channel, name }: { parts: Parts; channel: Channel; name: string }) {
  const asked = parts.offered.value?.asked.includes(channel) ?? false;
  const on = asked && (channel !== "push" || parts.here.value !== null);
  return (
    <div class="row spread">
      <span>
        {name}
        {on && <b> · {gettext("on")}</b>}
      </span>
      <button
        type="button"
        class="button second small"
        aria-label={on ? `${gettext("Turn off")}: ${name}` : `${gettext("Tell me")}: ${name}`}
        data-testid={`tell-${channel}`}
        data-on={on ? "yes" : undefined}
        disabled={parts.busy.value}
        onClick={() => void change(parts, channel, !on)}
      >
        {on ? gettext("Turn off") : gettext("Tell me")}
      </button>
    </div>
  );
}

async function load(parts: Parts): Promise<void> {
  try {
    const [answer, here] = await Promise.all([fetch(ADDRESS, { headers: JSON_ONLY }), known()]);
    parts.here.value = turnedOffHere() ? null : here;
    if (!answer.ok) return;
    const offered = (await answer.json()) as Offered;
    parts.offered.value = offered;
    remember(offered, turnedOffHere());
  } catch {
    // Without an answer nothing is offered; the place in the line does not depend on it.
  }
}

async function change(parts: Parts, channel: Channel, on: boolean): Promise<void> {
  const found = parts.offered.peek();
  if (!found || parts.busy.peek()) return;
  parts.busy.value = true;
  parts.problem.value = "";
  try {
    if (channel === "push" && on) parts.here.value = await subscribe(found.push_key ?? "");
    if (channel === "push" && on && !parts.here.peek()) {
      parts.problem.value = gettext("You did not allow notices for this page, so nothing is on.");
      return;
    }
    const subscription = channel === "push" ? (parts.here.peek() ?? "") : "";
    const offered = await send(found.csrf, channel, on, subscription);
    parts.offered.value = offered;
    // The browser keeps its subscription: notices about a case may use it too.
    if (channel === "push" && !on) parts.here.value = null;
    remember(offered, channel === "push" ? !on : turnedOffHere());
  } catch {
    parts.problem.value = gettext("That did not work. Keep this page open, or try again in a moment.");
  } finally {
    parts.busy.value = false;
  }
}

const KEPT = "audiencia:tell";

/** Whether the page shows this part at once when it is opened again, and whether push is off here whatever another browser has. */
function remember(offered: Offered, offHere: boolean): void {
  try {
    if (offered.asked.length) localStorage.setItem(KEPT, offHere ? "off here" : "yes");
    else localStorage.removeItem(KEPT);
  } catch {
    // Where nothing can be kept, one more click opens it.
  }
}

function turnedOffHere(): boolean {
  try {
    return localStorage.getItem(KEPT) === "off here";
  } catch {
    return false;
  }
}

async function send(csrf: string, channel: Channel, on: boolean, subscription: string): Promise<Offered> {
  const body = new URLSearchParams({ csrf, channel, on: on ? "yes" : "", subscription });
  const answer = await fetch(ADDRESS, { method: "POST", headers: JSON_ONLY, body });
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()) as Offered;
}
