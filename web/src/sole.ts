import { type ReadonlySignal, signal } from "@preact/signals";
import { newId } from "./ids";

/**
 * Of several tabs of one page only the newest holds camera and media connection: two would take them from each other
 * for ever, because the server uses the newest connection.
 */
export class SoleTab {
  private readonly id = newId();
  private readonly channel: BroadcastChannel;
  private readonly holder = signal(true);
  readonly active: ReadonlySignal<boolean> = this.holder;

  constructor(name: string) {
    this.channel = new BroadcastChannel(name);
    this.channel.onmessage = (event: MessageEvent<string>) => {
      this.holder.value = event.data === this.id;
    };
    this.take();
  }

  /** The person wants to go on here: the other tabs let go. */
  take(): void {
    this.channel.postMessage(this.id);
    this.holder.value = true;
  }
}
