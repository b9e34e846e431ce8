import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { gettext } from "../../i18n";
import { drawn } from "../../ui/curtain";
import { Dialog } from "../../ui/dialog";
import { Choice } from "../../ui/fields";
import type { Controller } from "./controller";
import { canCallNext, isCall, phaseOf } from "./state";

const KEPT = "audiencia:letters";
const FIELDS = "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]";

/** Whether letters and digits do something: WCAG 2.1.4 asks for a way to turn them off. */
const letters = signal(kept() !== "off");
const shown = signal(false);

/** What was chosen before, where the browser keeps anything. */
function kept(): string | null {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

/** A key of the keyboard that presses what names it (`aria-keyshortcuts`), where it can be pressed now. */
function pressNamed(key: string): void {
  const named = [...document.querySelectorAll<HTMLElement>(`[aria-keyshortcuts="${CSS.escape(key)}"]`)];
  const found = named.find((one) => !one.matches(":disabled") && !one.closest("[hidden]"));
  if (!found) return;
  found.focus();
  found.click();
}

/** F8 calls the next, or records and does so; F4 ends the call. They write nothing, so that they disturb no field. */
function functionKey(desk: Controller, key: string): (() => void) | null {
  const { view } = desk.state.peek();
  // Help is asked for behind the curtain too; nobody is called from there.
  if (key === "F2") return () => void desk.askHelp();
  if (drawn.peek()) return null;
  if (key === "F8") return () => (canCallNext(view) ? void desk.callNext() : pressNamed("F8"));
  if (key === "F4") return () => void (view && isCall(phaseOf(view)) && desk.room("end_call"));
  return null;
}

function letterKey(desk: Controller, key: string): () => void {
  const { devices } = desk;
  if (key === "m") return () => devices.setMuted(!devices.muted.peek());
  if (key === "v") return () => void devices.setCameraOff(devices.camera.peek() !== null);
  return () => pressNamed(key);
}

/** The keys of the console; letters only where nothing is written. */
export function useKeys(desk: Controller): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
      const act = functionKey(desk, event.key);
      if (act) {
        event.preventDefault();
        act();
        return;
      }
      const writes = event.target instanceof Element && event.target.matches(FIELDS);
      if (event.key.length !== 1 || writes || drawn.peek() || document.querySelector("dialog[open]")) return;
      if (event.key === "?") shown.value = true;
      else if (letters.peek() && /^[a-z1-9]$/.test(event.key)) letterKey(desk, event.key)();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [desk]);
}

export function KeysButton() {
  return (
    <>
      <button
        type="button"
        class="bare"
        data-testid="keys"
        aria-keyshortcuts="?"
        onClick={() => {
          shown.value = true;
        }}
      >
        <kbd>?</kbd>
        <span class="visually-hidden"> {gettext("Keyboard shortcuts")}</span>
      </button>
      {shown.value && <KeysDialog />}
    </>
  );
}

function rows(): readonly (readonly [string, string])[] {
  return [
    ["F8", gettext("Call the next; with a result chosen, record it first")],
    ["F4", gettext("End the call")],
    ["F2", gettext("Ask for help, silently")],
    ["F9", gettext("Hide the screen, and show it again")],
    ["1 … 9", gettext("Choose a kind of answer")],
    ["O", gettext("Write the result in all its fields")],
    ["E", gettext("Hold the call, and go on with it")],
    ["M", gettext("Microphone off or on")],
    ["V", gettext("Camera off or on")],
    ["P  N  C  K  A  F", gettext("Steps, note, chat, commitments, from before, line")],
    ["?", gettext("Show these keys")],
  ];
}

function KeysDialog() {
  const close = () => {
    shown.value = false;
  };
  const use = (on: boolean) => {
    letters.value = on;
    try {
      localStorage.setItem(KEPT, on ? "on" : "off");
    } catch {
      // It holds until the page is left.
    }
  };
  return (
    <Dialog title={gettext("Keyboard shortcuts")} onClose={close} testid="keys-dialog">
      <dl class="key-list">
        {rows().map(([key, words]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
      <Choice
        type="checkbox"
        id="letters"
        name="letters"
        label={gettext("Letters and digits work while nothing is being written")}
        testid="letters"
        checked={letters.value}
        onCheck={use}
      />
      <button type="button" class="button" data-testid="keys-close" onClick={close}>
        {gettext("Close")}
      </button>
    </Dialog>
  );
}
