import { effect, type Signal, signal } from "@preact/signals";
import { Announcer } from "../../announce";
import { learn } from "../../clock";
import { type Choice, Devices, remember, remembered } from "../../devices";
import { gettext } from "../../i18n";
import type { CitizenHears, CitizenSays } from "../../protocol";
import { type Answer, MediaLink } from "../../rtc";
import { type Line, openLine } from "../../socket";
import { SoleTab } from "../../sole";
import { playNotes } from "../../sound";
import { type CitizenEvent, type CitizenState, devicesWanted, initial, liveCall, reduce, screenOf } from "./state";

/** Joins the pure state with the line, the media connection, the devices and the announcements. */
export class Controller {
  readonly state: Signal<CitizenState> = signal(initial);
  readonly devices = new Devices();
  readonly link: MediaLink;
  readonly line: Line<CitizenSays, CitizenHears>;
  readonly busy = signal(false);
  readonly tab = new SoleTab("audiencia:citizen");
  /** Whether the person set the device check aside on this page. */
  readonly checkLater = signal(remembered().choice === "none");
  private readonly announcer = new Announcer();
  private readonly visible = signal(document.visibilityState === "visible");

  constructor(line = openLine<CitizenSays, CitizenHears>()) {
    this.line = line;
    this.link = new MediaLink(
      (offer) => this.offer(offer),
      () => this.state.value.view?.media.max_bitrate ?? 300_000,
    );
    line.hear("view", (view) => {
      learn(view.now);
      this.dispatch({ type: "view", view });
    });
    document.addEventListener("visibilitychange", () => {
      this.visible.value = document.visibilityState === "visible";
    });
    effect(() => this.keepConnected());
    effect(() => this.keepDevices());
    effect(() => this.keepSending());
    effect(() => this.keepAnnouncing());
  }

  dispatch(event: CitizenEvent): void {
    this.state.value = reduce(this.state.peek(), event);
  }

  async accept(): Promise<void> {
    const version = this.state.peek().view?.ticket.version;
    if (version === undefined || this.busy.peek()) return;
    performance.mark("audiencia:accept");
    this.busy.value = true;
    const ack = await this.line.command("accept", { version });
    this.busy.value = false;
    this.dispatch({ type: "accepted", version, ack });
    if (ack.ok) performance.mark("audiencia:in-call");
  }

  leave = () => this.versioned("leave");
  hangUp = () => this.versioned("hang_up");
  comeBack = () => this.versioned("come_back");

  /** The person is content with what the device check opened: told to the server, and closed until the call. */
  async devicesReady(choice: Choice): Promise<void> {
    remember({ choice });
    this.checkLater.value = false;
    this.devices.stop();
    await this.tellDevices(choice);
  }

  async tellDevices(devices: Choice | "none"): Promise<void> {
    this.dispatch({ type: "answered", ack: await this.line.command("devices", { devices }) });
  }

  private async versioned(event: "leave" | "hang_up" | "come_back"): Promise<void> {
    const version = this.state.peek().view?.ticket.version;
    if (version === undefined || this.busy.peek()) return;
    this.busy.value = true;
    const ack = await this.line.command(event, { version });
    this.busy.value = false;
    this.dispatch({ type: "answered", ack });
  }

  private async offer(offer: { peer_id: string; sdp: string }): Promise<Answer | null> {
    const ack = await this.line.ask("media_offer", offer, 8000);
    return ack.ok ? (ack.result as unknown as Answer) : null;
  }

  /** Connected beforehand, while the page is looked at; once in a call, whether it is looked at or not. */
  private keepConnected(): void {
    const state = this.state.value;
    const screen = screenOf(state);
    const over = screen === "served" || screen === "left" || screen === "later";
    if (over || !this.tab.active.value) this.link.close();
    else if (this.line.connection.value === "online" && (this.visible.value || screen !== "line"))
      this.link.want(state.view?.media.boot ?? null);
  }

  private wanted: Choice | null = null;

  private keepDevices(): void {
    const state = this.state.value;
    if (!state.view) return;
    const wanted = this.tab.active.value ? devicesWanted(state) : null;
    if (wanted === this.wanted) return;
    const before = this.wanted;
    this.wanted = wanted;
    if (wanted && !this.devices.open.peek()) void this.devices.startSomehow(wanted);
    else if (before && !wanted) this.devices.stop();
  }

  private keepSending(): void {
    const live = liveCall(this.state.value) !== null;
    this.link.send("microphone", live ? this.devices.microphone.value : null);
    this.link.send("camera", live ? this.devices.camera.value : null);
  }

  private announced = "";

  private keepAnnouncing(): void {
    const state = this.state.value;
    if (!state.view) return;
    const screen = screenOf(state);
    const place = state.view.line?.place;
    this.announcer.say(titleOf(screen, place));
    if (screen === "called") this.announcer.ring();
    else this.announcer.quiet();
    this.announcer.keepAwake(screen === "called" || screen === "call" || (screen === "line" && (place ?? 99) <= 3));
    const news = screen === "line" && place === 1 ? "next" : screen;
    if (this.announced && news !== this.announced && news === "next") playNotes([659.25]);
    this.announced = news;
  }
}

function titleOf(screen: string, place: number | undefined): string {
  if (screen === "called") return gettext("It is your turn");
  if (screen === "call") return gettext("In call");
  if (screen === "line" && place !== undefined) return gettext("Your place: %(place)d", { place });
  return "";
}
