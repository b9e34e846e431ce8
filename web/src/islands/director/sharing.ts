import { effect, type ReadonlySignal, signal } from "@preact/signals";
import { openScreen } from "../../devices_screen";
import type { MediaLink } from "../../rtc";

interface Call {
  /** All in it hear and see each other now. */
  live: ReadonlySignal<boolean>;
  /** The server shows this director's screen to the others. */
  shown: ReadonlySignal<boolean>;
  /** Tells the server; false when it refused. */
  say: (shared: boolean) => Promise<boolean>;
}

/** The director's screen in the call: begun by a press alone; ended by one, by the browser's own button, and by the call's end or hold. */
export class Sharing {
  readonly track = signal<MediaStreamTrack | null>(null);
  readonly failed = signal(false);
  private wasShown = false;
  /** The browser asks which screen. */
  private choosing = false;

  constructor(
    private readonly link: Pick<MediaLink, "send">,
    private readonly call: Call,
  ) {
    effect(() => {
      if (call.live.value) return;
      this.failed.value = false;
      this.stop();
    });
    effect(() => this.follow(call.shown.value));
  }

  async start(): Promise<void> {
    if (this.choosing || this.track.peek()) return;
    this.choosing = true;
    this.failed.value = false;
    const track = await openScreen().catch(() => {
      this.failed.value = this.call.live.peek();
      return null;
    });
    this.choosing = false;
    if (!track) return;
    track.addEventListener("ended", () => {
      if (this.track.peek() === track) this.stop();
    });
    this.track.value = track;
    this.wasShown = false;
    const said = this.call.live.peek() && (await this.call.say(true));
    if (this.track.peek() !== track) return;
    if (said) this.link.send("screen", track);
    else this.end();
  }

  stop(): void {
    if (!this.track.peek()) return;
    this.end();
    void this.call.say(false);
  }

  /** What the server took away ends here too; what a page from before shows ends there. */
  private follow(shown: boolean): void {
    if (shown && !this.track.peek()) void this.call.say(false);
    else if (!shown && this.wasShown) this.end();
    this.wasShown = shown;
  }

  private end(): void {
    this.track.peek()?.stop();
    this.track.value = null;
    this.link.send("screen", null);
  }
}
