import { computed, effect, type Signal, signal } from "@preact/signals";
import { alone, offerOver, stillMeant } from "../../acting";
import { Announcer, ping, tell } from "../../announce";
import type { Arriving } from "../../arriving";
import { fresh, lastOf, reading } from "../../chat";
import { learn } from "../../clock";
import { DataUse } from "../../data_use";
import { type Choice, Devices, remember, remembered } from "../../devices";
import { gettext } from "../../i18n";
import { page } from "../../page";
import type { Ack, CitizenHears, CitizenSays } from "../../protocol";
import { CAP, MediaLink } from "../../rtc";
import { type Line, openLine } from "../../socket";
import { SoleTab } from "../../sole";
import type { Pause } from "../../voice_first";
import { type News, newsBetween } from "./news";
import { haveWords, isUrgent, loadCallNews, newsText } from "./news_words";
import { keepSeen, lastSeen } from "./seen";
import {
  type CitizenEvent,
  type CitizenState,
  callIsNear,
  devicesWanted,
  initial,
  isOver,
  liveCall,
  mediaTroubleOf,
  NEAR,
  othersSoon,
  reduce,
  type Screen,
  screenOf,
} from "./state";

/** What a citizen says with nothing but the version of the ticket that was seen. */
type TicketCommand =
  | "leave"
  | "hang_up"
  | "come_back"
  | "say_ready"
  | "need_minute"
  | "resume"
  | "check_in"
  | "prefer_video";
type Choosing = "postpone" | "prefer_phone" | "answer_offer";
/** What is said without it, by parts of the page that come late. */
type Plain =
  | "another_matter"
  | "withdraw_matter"
  | "answer_picture"
  | "answer_knock"
  | "end_stay"
  | "say_resolved"
  | "rate_visit"
  | "report_conduct";
type DataMode = CitizenSays["set_data_mode"]["mode"];
/** News that sound, so that they are heard in another tab too. */
const PINGS: ReadonlySet<string> = new Set(["outcome", "hold_over", "offered", "step", "promise"]);
/** Joins the pure state with the line, the media connection, the devices and the announcements. */
export class Controller {
  readonly state: Signal<CitizenState> = signal(initial);
  readonly devices = new Devices();
  readonly link: MediaLink;
  readonly line: Line<CitizenSays, CitizenHears>;
  readonly data: DataUse;
  readonly busy = signal(false);
  /** What waits for no other command is not said twice at once either. */
  private readonly ending = { call: signal(false), help: signal(false) };
  /** Between the click that enters the call and its answer: the picture is on its way with the click. */
  private readonly entering = signal(false);
  readonly tab = new SoleTab("audiencia:citizen");
  /** Whether the person set the device check aside on this page. */
  readonly checkLater = signal(false);
  /** What of each conversation was seen, and whether it is open. */
  readonly reading = { help: reading(), call: reading() };
  /** Up to which message all was told: a conversation that is shown again is not told again. */
  private heard = 0;
  private readonly announcer = new Announcer();
  /** The server lets this page in no more, for instance because another device goes on: camera and media end here. */
  private readonly gone = computed(() => this.line.connection.value === "refused");
  private readonly here = computed(() => this.tab.active.value && !this.gone.value);
  private readonly live = computed(() => liveCall(this.state.value) !== null);
  /** What comes in the call. */
  readonly arriving = signal<Arriving>({ sounds: new Set(), without: false });
  /** The person speaks into a microphone that is off. */
  readonly unheard = signal(false);
  /** Whether the picture gives way to the voice. */
  readonly pause = signal<Pause>("sent");
  private pauseTold: boolean | null = null;
  /** With signs the picture is the talk. */
  private readonly mayPause = computed(
    () => this.devices.camera.value !== null && this.state.value.view?.media.picture_first !== true,
  );
  /** Where the page's own line is away, its note says so. */
  readonly mediaTrouble = computed(() =>
    this.line.connection.value === "online"
      ? mediaTroubleOf(this.state.value, {
          link: this.link.state.value,
          failed: this.link.failed.value,
          full: this.link.full.value,
          without: this.arriving.value.without,
        })
      : null,
  );
  private readonly knownOff = computed(() => {
    const view = this.state.value.view;
    return view?.call && this.here.value ? view.ticket.turned_off : null;
  });
  private readonly visible = signal(document.visibilityState === "visible");

  constructor(line = openLine<CitizenSays, CitizenHears>()) {
    this.line = line;
    this.link = new MediaLink(
      offerOver(line, this.tab),
      () => this.state.value.view?.media.max_bitrate ?? CAP,
      page().relay,
    );
    this.data = new DataUse(() => this.link.connection.peek());
    const seen = lastSeen();
    if (seen) this.dispatch({ type: "remembered", seen });
    line.hear("view", (view) => {
      learn(view.now);
      this.dispatch({ type: "view", view });
      this.recall(view.ticket.devices);
    });
    line.hear("line", (news) => this.dispatch({ type: "line", news }));
    document.addEventListener("visibilitychange", () => {
      this.visible.value = document.visibilityState === "visible";
    });
    effect(() => this.keepConnected());
    effect(() => this.keepDevices());
    effect(() => this.keepSending());
    effect(() => this.keepShape());
    effect(() => this.keepPauseTold());
    effect(() => this.keepAnnouncing());
    line.onConnected(() => this.link.again());
    effect(() => this.data.inCall(this.live.value));
    effect(() => line.matters(this.live.value));
    effect(() => this.fetchCalling());
  }

  dispatch(event: CitizenEvent): void {
    const before = this.state.peek();
    this.state.value = reduce(before, event);
    const after = this.state.peek();
    if (after.seen && after.seen !== before.seen) keepSeen(after.seen);
    this.announce(before, after);
    // Whoever is called gets the place that was refused before.
    if (screenOf(after) === "called" && screenOf(before) !== "called" && this.link.full.peek()) this.link.again();
  }

  /** One tap: how the call is entered, and the answer. */
  async acceptWith(mode: DataMode): Promise<void> {
    if (this.state.peek().view?.ticket.data_mode !== mode) void this.setDataMode(mode);
    await this.accept();
  }

  /** What the visit may cost from now on. The camera closes at once; the rest is the server's. */
  async setDataMode(mode: DataMode): Promise<void> {
    if (mode === "voice") void this.devices.setCameraOff(true);
    this.dispatch({ type: "answered", ack: await this.line.command("set_data_mode", { mode }) });
  }

  async accept(): Promise<void> {
    if (this.busy.peek()) return;
    performance.mark("audiencia:accept");
    await this.stillMeant(async (version) => {
      this.entering.value = true;
      const ack = await this.line.command("accept", { version });
      if (ack.ok) {
        this.dispatch({ type: "accepted", version, ack });
        performance.mark("audiencia:in-call");
      }
      this.entering.value = false;
      return ack;
    });
  }

  leave = () => this.versioned("leave");
  hangUp = () => this.versioned("hang_up", this.ending.call);
  comeBack = () => this.versioned("come_back");
  sayReady = () => this.versioned("say_ready");
  needMinute = () => this.versioned("need_minute");
  resume = () => this.versioned("resume");
  checkIn = () => this.versioned("check_in");

  preferVideo = () => this.versioned("prefer_video");

  /** With the version of the ticket that is shown, and more. */
  choose<E extends Choosing>(event: E, more: Omit<CitizenSays[E], "command_id" | "version">): Promise<void> {
    const payload = (version: number) => ({ version, ...more }) as unknown as Omit<CitizenSays[E], "command_id">;
    return this.stillMeant((version) => this.line.command(event, payload(version)));
  }

  /** Without the version of the ticket. True when it was done. */
  say<E extends Plain>(event: E, payload: Omit<CitizenSays[E], "command_id">): Promise<boolean> {
    return this.act(() => this.line.command(event, payload));
  }

  /** Whatever else is under way: help does not wait for it. */
  needHelp(reason: CitizenSays["need_help"]["reason"]): Promise<boolean> {
    return this.act(() => this.line.command("need_help", { reason }), signal(false));
  }

  helpOver(): Promise<boolean> {
    return this.act(() => this.line.command("help_over", {}), this.ending.help);
  }

  /** The person is content with what the device check opened: told to the server, and closed until the call. */
  async devicesReady(choice: Choice): Promise<void> {
    remember({ choice });
    this.checkLater.value = false;
    this.devices.stop();
    await this.tellDevices(choice);
  }

  /** Writes to the moderators who help, or into the call. */
  write(channel: "help" | "call", text: string): Promise<Ack> {
    return this.line.command("write_chat", { channel, text });
  }

  /** The call goes on in writing. */
  async withoutDevices(): Promise<void> {
    remember({ choice: "none" });
    this.devices.stop();
    await this.tellDevices("none");
  }

  private recalled = false;

  /** Who said on an earlier visit that they have neither camera nor microphone need not say it again. */
  private recall(devices: string): void {
    if (this.recalled || devices !== "unknown" || remembered().choice !== "none") return;
    this.recalled = true;
    void this.line.command("devices", { devices: "none" });
  }

  async tellDevices(devices: Choice | "none"): Promise<void> {
    this.dispatch({ type: "answered", ack: await this.line.command("devices", { devices }) });
  }

  private versioned(event: TicketCommand, busy = this.busy): Promise<void> {
    return this.stillMeant((version) => this.line.command(event, { version }), busy);
  }

  /** What was meant for the screen that is shown. */
  private async stillMeant(command: (version: number) => Promise<Ack>, busy = this.busy): Promise<void> {
    const before = this.state.peek();
    if (!before.view) return;
    const same = () => screenOf(this.state.peek()) === screenOf(before);
    await this.act(() => stillMeant(() => this.state.value.view?.ticket.version, same, command), busy);
  }

  private act(command: () => Promise<Ack>, busy = this.busy): Promise<boolean> {
    return alone(busy, command, (ack) => this.dispatch({ type: "answered", ack }));
  }

  /** Connected beforehand, while the page is looked at; once in a call, whether it is looked at or not. */
  private keepConnected(): void {
    const state = this.state.value;
    const screen = screenOf(state);
    const waits = screen === "line" || screen === "postponed" || screen === "booked";
    if (this.link.connection.value) this.tab.takes = false;
    this.link.rest(screen !== "called" && screen !== "call");
    this.link.need(liveCall(state)?.slots ?? {}, othersSoon(state.view));
    if (isOver(screen) || screen === "booked" || !this.here.value) this.link.close();
    else if (this.line.connection.value === "online" && (this.visible.value || !waits))
      this.link.want(state.view?.media.boot ?? null);
  }

  private wanted: Choice | null = null;
  private calls = false;

  /** Open in a call and while it rings, as the person chose; what a device check or the person opened is looked at then too. */
  private keepDevices(): void {
    const state = this.state.value;
    const { devices } = this;
    const here = this.here.value;
    if (!state.view) return;
    const screen = screenOf(state);
    const calls = here && (screen === "called" || screen === "call");
    const wanted = here ? devicesWanted(state) : null;
    const before = this.wanted;
    const begins = calls && !this.calls;
    if (wanted === before && calls === this.calls) return;
    this.wanted = wanted;
    this.calls = calls;
    if (!wanted) devices.stop();
    else if (!devices.open.peek())
      // Loaded anew in the call, or gone on with here: whoever was not heard or seen is not now either.
      void (begins && screen === "call"
        ? devices.resume(wanted, state.view.ticket.turned_off)
        : devices.startSomehow(wanted));
    else if (before || (wanted === "microphone" && devices.camera.peek()))
      void devices.setCameraOff(wanted === "microphone");
  }

  private readonly calling = signal<typeof import("../../calling") | null>(null);
  private fetching = false;

  /** What only a call needs comes with the call; where it does not come, the next view tries again. */
  private fetchCalling(): void {
    const screen = screenOf(this.state.value);
    // A connection that encrypts is to be there before the call, so that keys can be agreed on while it rings.
    const soon = page().seals ? callIsNear(this.state.value) : screen === "called" || screen === "call";
    if (!soon || this.fetching) return;
    this.fetching = true;
    import("../../calling").then(
      (module) => {
        this.calling.value = module;
        module.sealCalls(this);
        module.shareTyping(this);
        module.keepAlive(this.link, this.live, this.line);
        module.watchArriving(
          this.link,
          computed(() => this.live.value && this.here.value),
          this.arriving,
        );
        module.keepSize(this.link, this.live);
        module.holdSound(this.link, this.live);
        module.keepVoice(this.link, this.live, this.mayPause, this.pause);
        module.noticeSpeech(this.devices, this.live, this.unheard);
        module.tellTurnedOff(
          this.devices,
          this.knownOff,
          async (devices) => (await this.line.command("turn_off", { devices })).ok,
        );
        module.tellFreezes(this.link, this.live, async (frozen) => (await this.line.ask("freezes", frozen)).ok);
      },
      () => {
        this.fetching = false;
      },
    );
  }

  /** What the senders may spend follows the view; a new connection or camera is told again. */
  private keepShape(): void {
    const view = this.state.value.view;
    const pc = this.link.connection.value;
    const low = view?.ticket.data_mode === "low";
    const { max_bitrate = CAP, picture_first = false } = view?.media ?? {};
    const narrow = this.pause.value !== "sent";
    void this.devices.camera.value;
    if (pc) void this.calling.value?.shapeSending(pc, { limit: max_bitrate, pictureFirst: picture_first, low, narrow });
  }

  private keepSending(): void {
    const live = liveCall(this.state.value) !== null;
    const voice = this.state.value.view?.ticket.data_mode === "voice";
    // The picture first: it takes the longer to begin.
    const shown = !voice && (live || this.entering.value) && this.pause.value === "sent";
    this.link.send("camera", shown ? this.devices.camera.value : null);
    this.link.send("microphone", live ? this.devices.microphone.value : null);
  }

  /** The director reads why no picture comes. A page that is loaded anew in a call goes on as it was before. */
  private keepPauseTold(): void {
    const view = this.state.value.view;
    if (!view) return;
    if (this.pauseTold === null) {
      this.pauseTold = view.ticket.camera_paused;
      if (this.pauseTold && this.live.value) this.pause.value = "paused";
    }
    const paused = this.pause.value !== "sent";
    if (paused === this.pauseTold) return;
    this.pauseTold = paused;
    void this.line.command("pause_camera", { paused });
  }

  /** The title, the ringing and the screen's light follow the state; words and short sounds follow the news. */
  private keepAnnouncing(): void {
    const state = this.state.value;
    if (this.gone.value) this.announcer.end();
    if (!state.view || this.gone.value) return;
    const screen = screenOf(state);
    const place = state.view.line?.place;
    const asked = state.view.ticket.state === "ready_check";
    this.announcer.say(titleOf(screen, asked, place));
    if (screen === "called") this.announcer.ring("call");
    else if (asked) this.announcer.ring("ready");
    else this.announcer.quiet();
    const near = screen === "line" && (place ?? NEAR + 1) <= NEAR;
    this.announcer.keepAwake(screen === "called" || screen === "call" || near);
  }

  private announce(before: CitizenState, after: CitizenState): void {
    const news = newsBetween(before, after);
    if (haveWords(news)) tellNews(news);
    else
      loadCallNews().then(
        () => tellNews(news),
        // It stands on the page too.
        () => undefined,
      );
    const chat = after.view?.chat ?? null;
    const written = fresh(before.view?.chat, before.view ? chat : null).filter((one) => one.id > this.heard);
    this.heard = Math.max(this.heard, lastOf(chat));
    for (const { name, text } of written) tell(gettext("%(name)s writes: %(text)s", { name, text }));
    if (written.length) ping();
    const heard = news.some((one) => one.kind === "nearer" && one.ahead === 0);
    if (heard || news.some((one) => PINGS.has(one.kind))) ping();
  }
}

function tellNews(news: readonly News[]): void {
  for (const one of news) tell(newsText(one), isUrgent(one) ? "urgent" : "polite");
}

function titleOf(screen: Screen, asked: boolean, place: number | undefined): string {
  if (screen === "called") return gettext("It is your turn");
  if (screen === "phone") return gettext("By telephone");
  if (screen === "call") return gettext("In call");
  if (screen === "booked") return gettext("Your appointment");
  if (asked) return gettext("Are you ready?");
  if (screen === "line" && place !== undefined) return gettext("Your place: %(place)d", { place });
  return "";
}
