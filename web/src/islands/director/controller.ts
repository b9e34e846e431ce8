import { effect, type Signal, signal } from "@preact/signals";
import { Announcer } from "../../announce";
import { learn } from "../../clock";
import { Devices, remember, remembered } from "../../devices";
import { gettext } from "../../i18n";
import type { Ack, DirectorHears, DirectorSays, RecordOutcome } from "../../protocol";
import { type Answer, MediaLink } from "../../rtc";
import { type Line, openLine } from "../../socket";
import { SoleTab } from "../../sole";
import { canCallNext, type DirectorEvent, type DirectorState, initial, liveCall, reduce } from "./state";

type RoomCommand = "close_room" | "resume_room" | "call_next" | "withdraw_call" | "end_call";

/** Joins the pure state with the line, the media connection and the devices. */
export class Controller {
  readonly state: Signal<DirectorState> = signal(initial);
  readonly devices = new Devices();
  readonly link: MediaLink;
  readonly line: Line<DirectorSays, DirectorHears>;
  readonly busy = signal(false);
  readonly tab = new SoleTab("audiencia:director");
  private readonly announcer = new Announcer();
  private wasLive = false;
  private reopened = false;

  constructor(line = openLine<DirectorSays, DirectorHears>()) {
    this.line = line;
    this.link = new MediaLink(
      (offer) => this.offer(offer),
      () => this.state.value.view?.media.max_bitrate ?? 300_000,
    );
    line.hear("view", (view) => {
      learn(view.now);
      this.dispatch({ type: "view", view });
    });
    effect(() => this.keepConnected());
    effect(() => this.keepDevices());
    effect(() => this.keepSending());
    effect(() => this.keepAnnouncing());
  }

  dispatch(event: DirectorEvent): void {
    this.state.value = reduce(this.state.peek(), event);
  }

  /** Opens the room with what the device check opened: it stays open, the next call needs it at once. */
  async openRoom(): Promise<void> {
    if (this.devices.microphone.peek())
      remember({ choice: this.devices.camera.peek() ? "camera_and_microphone" : "microphone" });
    await this.act(() => this.line.command("open_room", {}));
  }

  async room(event: RoomCommand): Promise<void> {
    const version = this.version();
    if (version !== null) await this.act(() => this.line.command(event, { version }));
  }

  async callNext(): Promise<void> {
    if (canCallNext(this.state.peek().view)) await this.room("call_next");
  }

  async callAgain(ticket_id: string): Promise<void> {
    const version = this.version();
    if (version !== null) await this.act(() => this.line.command("call_again", { version, ticket_id }));
  }

  async pause(minutes: number): Promise<void> {
    const version = this.version();
    if (version !== null) await this.act(() => this.line.command("pause_room", { version, minutes }));
  }

  /** Hands a step over to this ticket; true when the citizen has it. */
  addStep(step: Omit<DirectorSays["add_next_step"], "command_id">): Promise<boolean> {
    return this.act(() => this.line.command("add_next_step", step));
  }

  removeStep(ticket_id: string, step_id: string): Promise<boolean> {
    return this.act(() => this.line.command("remove_next_step", { ticket_id, step_id }));
  }

  async record(outcome: Omit<RecordOutcome, "command_id" | "version">): Promise<void> {
    const version = this.version();
    if (version !== null) await this.act(() => this.line.command("record_outcome", { version, ...outcome }));
  }

  private version(): number | null {
    return this.state.peek().view?.room.version ?? null;
  }

  /** One command at a time: the next one needs the version that this one makes. */
  private async act(command: () => Promise<Ack>): Promise<boolean> {
    if (this.busy.peek()) return false;
    this.busy.value = true;
    const ack = await command();
    this.busy.value = false;
    this.dispatch({ type: "answered", ack });
    return ack.ok;
  }

  private async offer(offer: { peer_id: string; sdp: string }): Promise<Answer | null> {
    const ack = await this.line.ask("media_offer", offer, 8000);
    return ack.ok ? (ack.result as unknown as Answer) : null;
  }

  private keepConnected(): void {
    const view = this.state.value.view;
    if (!view) return;
    if (view.room.state === "closed" || !this.tab.active.value) this.link.close();
    else if (this.line.connection.value === "online") this.link.want(view.media.boot);
  }

  /** After a reload in an open room the devices open again without asking; in a closed room they are let go. */
  private keepDevices(): void {
    const state = this.state.value.view?.room.state;
    if (!state) return;
    if (state === "closed" || !this.tab.active.value) {
      if (this.reopened) this.devices.stop();
      this.reopened = false;
    } else if (!this.reopened) {
      this.reopened = true;
      const choice = remembered().choice;
      if (!this.devices.open.peek())
        void this.devices.startSomehow(choice === "microphone" ? choice : "camera_and_microphone");
    }
  }

  private keepSending(): void {
    const live = liveCall(this.state.value.view) !== null;
    this.link.send("microphone", live ? this.devices.microphone.value : null);
    this.link.send("camera", live ? this.devices.camera.value : null);
    if (live && !this.wasLive) performance.mark("audiencia:in-call");
    this.wasLive = live;
  }

  private before = "";

  private keepAnnouncing(): void {
    const view = this.state.value.view;
    if (!view) return;
    const { state } = view.room;
    this.announcer.keepAwake(state !== "closed");
    this.announcer.say(state === "in_call" ? gettext("In call") : gettext("%(n)d waiting", { n: view.waiting.length }));
    if (this.before === "reserved" && state === "in_call") this.announcer.ping();
    this.before = state;
  }
}
