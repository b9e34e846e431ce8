import { computed, effect, type Signal, signal } from "@preact/signals";
import { alone, offerOver } from "../../acting";
import { Announcer, ping, tell } from "../../announce";
import type { Arriving } from "../../arriving";
import * as calling from "../../calling";
import { learn } from "../../clock";
import { Devices } from "../../devices";
import { gettext } from "../../i18n";
import { page } from "../../page";
import type { RelativeHears, RelativeSays } from "../../protocol";
import { CAP, MediaLink } from "../../rtc";
import { secrecy } from "../../sealing";
import { type Line, openLine } from "../../socket";
import { SoleTab } from "../../sole";
import type { Pause } from "../../voice_first";
import { comings, initial, liveCall, type RelativeEvent, type RelativeState, reduce } from "./state";

/** So long the page waits for what encrypts before it connects without. */
const ABLE_MS = 4000;

/** Joins the pure state with the line, the media connection and the devices. */
export class Controller {
  readonly state: Signal<RelativeState> = signal(initial);
  readonly devices = new Devices();
  readonly link: MediaLink;
  readonly line: Line<RelativeSays, RelativeHears>;
  readonly busy = signal(false);
  readonly tab = new SoleTab("audiencia:relative");
  /** What comes in the call. */
  readonly arriving = signal<Arriving>({ sounds: new Set(), without: false });
  /** The person speaks into a microphone that is off. */
  readonly unheard = signal(false);
  private readonly pause = signal<Pause>("sent");
  private readonly announcer = new Announcer();
  private readonly gone = computed(() => this.line.connection.value === "refused");
  private readonly live = computed(() => liveCall(this.state.value.view) !== null);
  /** Asked for on this page, and to be opened: from the wait on. */
  private readonly here = computed(() => {
    const state = this.state.value.view?.state;
    return (state === "waits" || state === "in_call") && this.tab.active.value && !this.gone.value;
  });
  private readonly knownOff = computed(() => {
    const view = this.state.value.view;
    return view?.state === "in_call" && this.here.value ? view.turned_off : null;
  });
  private readonly mayPause = computed(
    () => this.devices.camera.value !== null && this.state.value.view?.media.picture_first !== true,
  );

  constructor(line = openLine<RelativeSays, RelativeHears>()) {
    this.line = line;
    this.link = new MediaLink(
      offerOver(line, this.tab),
      () => this.state.value.view?.media.max_bitrate ?? CAP,
      page().relay,
    );
    line.hear("view", (view) => {
      learn(view.now);
      this.dispatch({ type: "view", view });
    });
    // Before the connection, which then says that it encrypts.
    calling.sealCalls({
      link: this.link,
      line,
      tab: this.tab,
      state: computed(() => {
        const { view } = this.state.value;
        return { view: view && { talk: view.talk, chat: null } };
      }),
    });
    effect(() => this.keepConnected());
    effect(() => this.keepDevices());
    effect(() => this.keepSending());
    effect(() => this.keepShape());
    effect(() => this.keepAnnouncing());
    line.onConnected(() => this.link.again());
    effect(() => line.matters(this.live.value));
    calling.keepAlive(this.link, this.live, line);
    calling.watchArriving(
      this.link,
      computed(() => this.live.value && this.here.value),
      this.arriving,
    );
    calling.keepSize(this.link, this.live);
    calling.holdSound(this.link, this.live);
    calling.keepVoice(this.link, this.live, this.mayPause, this.pause);
    calling.noticeSpeech(this.devices, this.live, this.unheard);
    calling.tellTurnedOff(
      this.devices,
      this.knownOff,
      async (devices) => (await line.command("turn_off", { devices })).ok,
    );
    calling.tellFreezes(this.link, this.live, async (frozen) => (await line.ask("freezes", frozen)).ok);
  }

  dispatch(event: RelativeEvent): void {
    const before = this.state.peek().view;
    this.state.value = reduce(this.state.peek(), event);
    const after = this.state.peek().view;
    if (after && after !== before) this.announce(before, after);
  }

  leave(): Promise<boolean> {
    return alone(
      this.busy,
      () => this.line.command("leave_call", {}),
      (ack) => this.dispatch({ type: "answered", ack }),
    );
  }

  /** A first connection that does not encrypt would bring the others' call into the clear. */
  private readonly able = computed(() => !page().seals || secrecy.value !== null || this.waited.value);
  private readonly waited = signal(false);

  /** Only once they were let in: before, nothing of the call is connected. */
  private keepConnected(): void {
    const { view } = this.state.value;
    if (this.link.connection.value) this.tab.takes = false;
    this.link.need(view?.slots ?? {}, Math.max(2, view?.present.length ?? 0));
    if (!this.here.value || view?.state !== "in_call") this.link.close();
    else if (!this.able.value) this.waitOnce();
    else if (this.line.connection.value === "online") this.link.want(view.media.boot);
  }

  private waiting: ReturnType<typeof setTimeout> | undefined;

  private waitOnce(): void {
    this.waiting ??= setTimeout(() => {
      this.waited.value = true;
    }, ABLE_MS);
  }

  private opened = false;

  private keepDevices(): void {
    const here = this.here.value;
    if (here === this.opened) return;
    this.opened = here;
    const view = this.state.peek().view;
    if (!here) this.devices.stop();
    // Loaded anew in the call, or gone on with here: whoever was not heard or seen is not now either.
    else if (view?.state === "in_call") void this.devices.resume("camera_and_microphone", view.turned_off);
    else void this.devices.startSomehow("camera_and_microphone");
  }

  private keepSending(): void {
    const live = this.live.value;
    this.link.send("camera", live && this.pause.value === "sent" ? this.devices.camera.value : null);
    this.link.send("microphone", live ? this.devices.microphone.value : null);
  }

  private keepShape(): void {
    const media = this.state.value.view?.media;
    const pc = this.link.connection.value;
    void this.devices.camera.value;
    const { max_bitrate = CAP, picture_first = false } = media ?? {};
    const narrow = this.pause.value !== "sent";
    if (pc) void calling.shapeSending(pc, { limit: max_bitrate, pictureFirst: picture_first, low: false, narrow });
  }

  private keepAnnouncing(): void {
    const state = this.state.value.view?.state;
    this.announcer.say(state === "in_call" ? gettext("In call") : "");
    this.announcer.keepAwake(this.here.value);
  }

  private announce(before: RelativeState["view"], after: NonNullable<RelativeState["view"]>): void {
    if (before?.state === "waits" && after.state === "in_call") {
      ping();
      tell(gettext("You are in the call now: all who are in it see and hear you."), "urgent");
    }
    if (before && before.state !== "over" && after.state === "over")
      tell(gettext("The call is over for you."), "urgent");
    const { came, went } = comings(before, after);
    for (const who of came) tell(gettext("%(who)s is in the call now.", { who }));
    for (const who of went) tell(gettext("%(who)s is in the call no more.", { who }));
  }
}
