import { effect, signal } from "@preact/signals";
import { gettext } from "../i18n";
import { unbroken } from "../unbroken";

const KEY = "F9";

/** Whether the curtain is drawn: then nothing of the page's island is in the document. */
export const drawn = signal(false);

/**
 * A curtain over a console: when strangers come near, F9 or a button takes the whole island out of the document at once, pictures,
 * typed notes and all, and puts one neutral panel in its place. The island lives on in memory, so that everything is there again
 * when it comes back. Sound goes on.
 */
export class Curtain {
  private readonly panel = document.createElement("section");
  private readonly said = document.createElement("p");
  private focused: Element | null = null;
  private scrolled = 0;
  private title = "";

  /** `status`: what is said on the curtain, with numbers at most. */
  constructor(
    private readonly host: HTMLElement,
    status: () => string,
  ) {
    this.build();
    effect(() => {
      this.said.textContent = unbroken(status());
    });
    // First of all who listen: no other shortcut does something behind the curtain.
    addEventListener("keydown", (event) => this.onKey(event), { capture: true });
    new MutationObserver(() => this.keepTitle()).observe(document.head, {
      childList: true,
      subtree: true,
      characterData: true,
    });
  }

  toggle(): void {
    if (drawn.peek()) this.open();
    else this.draw();
  }

  private draw(): void {
    drawn.value = true;
    this.focused = document.activeElement;
    this.scrolled = scrollY;
    this.title = document.title;
    const sounds = [...this.host.querySelectorAll("audio")].filter((sound) => !sound.paused);
    this.host.replaceWith(this.panel);
    this.keepTitle();
    this.panel.querySelector("button")?.focus();
    // A sound that leaves the document is paused by the browser a moment later; outside of it, it can play as well.
    setTimeout(() => {
      if (drawn.peek()) for (const sound of sounds) void sound.play().catch(() => undefined);
    });
  }

  private open(): void {
    drawn.value = false;
    const sounds = [...this.host.querySelectorAll("audio, video")].filter((one) => (one as HTMLMediaElement).srcObject);
    this.panel.replaceWith(this.host);
    document.title = this.title;
    for (const dialog of this.host.querySelectorAll<HTMLDialogElement>("dialog[open]")) {
      // Out of the document it is no modal one any more.
      dialog.close();
      dialog.showModal();
    }
    for (const one of sounds) void (one as HTMLMediaElement).play().catch(() => undefined);
    scrollTo({ top: this.scrolled });
    if (this.focused instanceof HTMLElement) this.focused.focus({ preventScroll: true });
    dispatchEvent(new Event("resize"));
  }

  private onKey(event: KeyboardEvent): void {
    if (event.key === KEY) {
      event.preventDefault();
      event.stopImmediatePropagation();
      if (!event.repeat) this.toggle();
    } else if (drawn.peek() && /^F\d+$/.test(event.key)) event.stopImmediatePropagation();
  }

  /** Whatever the island says in the title meanwhile is kept for later. */
  private keepTitle(): void {
    const neutral = gettext("Public audience");
    if (!drawn.peek() || document.title === neutral) return;
    this.title = document.title;
    document.title = neutral;
  }

  private build(): void {
    this.panel.className = "curtain panel stack";
    this.panel.dataset.testid = "curtain";
    const head = document.createElement("h1");
    head.textContent = gettext("The screen is hidden");
    const what = document.createElement("p");
    what.textContent = gettext(
      "Nothing personal is on this page. The sound is not turned off, and what you had written is kept.",
    );
    this.said.className = "lead nums";
    this.said.setAttribute("role", "status");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button big";
    button.dataset.testid = "curtain-open";
    button.setAttribute("aria-keyshortcuts", KEY);
    const key = document.createElement("kbd");
    key.textContent = KEY;
    button.append(gettext("Show the screen"), " ", key);
    button.addEventListener("click", () => this.toggle());
    this.panel.append(head, what, this.said, button);
  }
}
