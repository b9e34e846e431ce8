import { computed, effect, type Signal, signal } from "@preact/signals";
import { alone, offerOver, stillMeant } from "../../acting";
import { Announcer, ping, tell } from "../../announce";
import { NOTHING, watchArriving } from "../../arriving";
import { fresh, type Reading, reading } from "../../chat";
import { learn, now } from "../../clock";
import { Devices, remember, remembered } from "../../devices";
import { tellFreezes } from "../../freezes";
import { keepSize } from "../../full_size";
import { holdSound } from "../../held_sound";
import { gettext } from "../../i18n";
import { shareTyping } from "../../open_typing";
import { page } from "../../page";
import type {
  Ack,
  CompleteOutcome,
  DirectorHears,
  DirectorSays,
  DirectorView,
  LineQualityOut,
  MayorView,
  RecordOutcome,
} from "../../protocol";
import { CAP, MediaLink } from "../../rtc";
import { sealCalls } from "../../sealing";
import { shapeSending } from "../../sending";
import { type Line, openLine } from "../../socket";
import { SoleTab } from "../../sole";
import { noticeSpeech } from "../../speech";
import { tellTurnedOff } from "../../turned_off";
import type { Curtain } from "../../ui/curtain";
import { roomWords } from "../../ui/room_words";
import { keepAlive } from "../../watchdog";
import { Attending } from "./attending";
import { Drafts } from "./drafts";
import { type News, newsBetween } from "./news";
import { Sharing } from "./sharing";
import {
  canCallNext,
  type DirectorEvent,
  type DirectorState,
  initial,
  isReady,
  isSame,
  liveCall,
  othersSoon,
  reduce,
} from "./state";
import { unsent } from "./unsent";

/** What a director says with nothing but the version of the room that was seen. */
type RoomCommand =
  | "close_room"
  | "resume_room"
  | "drain_room"
  | "call_next"
  | "withdraw_call"
  | "end_call"
  | "hold_call"
  | "unhold_call"
  | "leave_assist"
  | "let_go"
  | "continue_by_phone"
  | "back_to_video"
  | "phone_answered"
  | "phone_no_answer"
  | "withdraw_knock"
  | "defer_outcome";
/** What a director says with more than that. */
type Detailed = {
  call_again: { ticket_id: string };
  pause_room: { minutes: number; reason: string };
  record_outcome: Omit<RecordOutcome, "command_id" | "version">;
  transfer_call: { department: string; note: string };
  invite_director: { department: string };
  answer_invitation: { join: boolean };
  withdraw_invitation: { assist_id?: number };
  hand_over: { note: string; assist_id?: number };
  pass_on: { matter_id: string; note: string };
  knock: { room_id: number };
  choose_lines: { departments: string[] };
  end_for_conduct: { reason: string };
};

/** What parts this director from the person: what is written about them is saved or sent before. */
const LEAVES: ReadonlySet<string> = new Set<RoomCommand | keyof Detailed>([
  "defer_outcome",
  "leave_assist",
  "let_go",
  "transfer_call",
  "hand_over",
  "pass_on",
]);

/** Joins the pure state with the line, the media connection and the devices. */
export class Controller {
  readonly state: Signal<DirectorState> = signal(initial);
  readonly devices = new Devices();
  readonly link: MediaLink;
  readonly line: Line<DirectorSays, DirectorHears>;
  readonly busy = signal(false);
  /** The end of a call waits for no other command. */
  private readonly ending = { end_call: signal(false), end_for_conduct: signal(false) };
  readonly tab = new SoleTab("audiencia:director");
  /** What the mayor sees besides the own room; `null` for everybody else. */
  readonly mayor = signal<MayorView | null>(null);
  /** How the connections of all in the call fare. */
  readonly lines = signal<readonly LineQualityOut[]>([]);
  /** The person speaks into a microphone that is off. */
  readonly unheard = signal(false);
  /** What comes in the call. */
  readonly arriving = signal(NOTHING);
  /** A knock that led nowhere: the mayor is told no more than that. */
  readonly notNow = signal(false);
  readonly attending = new Attending();
  readonly drafts = new Drafts();
  /** The screen that the others see, begun by a press. */
  readonly sharing: Sharing;
  curtain: Curtain | null = null;
  private stopped = false;
  private readonly announcer = new Announcer();
  /** The server lets this page in no more, for instance because another device goes on: camera and media end here. */
  private readonly gone = computed(() => this.line.connection.value === "refused");
  private readonly here = computed(() => this.tab.active.value && !this.gone.value);
  /** Between the click that joins somebody's call and the view with that call. */
  private readonly joining = signal(false);
  private wasLive = false;
  /** This page opens the room. */
  private opening = false;
  /** By then, on the server's clock, what got no answer is carried out or never will be. */
  private decided = Number.POSITIVE_INFINITY;
  private reopened = false;
  private wasClosed = false;

  constructor(line = openLine<DirectorSays, DirectorHears>()) {
    this.line = line;
    line.matters(true);
    this.link = new MediaLink(
      offerOver(line, this.tab),
      () => this.state.value.view?.media.max_bitrate ?? CAP,
      page().relay,
    );
    line.hear("view", (view) => {
      learn(view.now);
      this.drafts.ownedBy(view.director);
      this.dispatch({ type: "view", view });
    });
    line.hear("mayor", (view) => {
      this.mayor.value = view;
    });
    line.hear("quality", ({ lines }) => {
      this.lines.value = lines;
    });
    effect(() => this.keepConnected());
    effect(() => this.keepDevices());
    effect(() => this.keepSending());
    effect(() => this.keepShape());
    effect(() => this.keepAnnouncing());
    const live = computed(() => liveCall(this.state.value.view) !== null);
    this.sharing = new Sharing(this.link, {
      live: computed(() => Object.keys(liveCall(this.state.value.view)?.slots ?? {}).length > 0),
      // In another tab it is shared, or ends, without this one.
      shown: computed(() => this.here.value && this.state.value.view?.room.shares_screen === true),
      say: (shared) => this.shareScreen(shared),
    });
    sealCalls(this);
    shareTyping(this);
    keepAlive(this.link, live, line);
    keepSize(this.link, live);
    holdSound(this.link, live);
    watchArriving(
      this.link,
      computed(() => live.value && this.here.value),
      this.arriving,
    );
    noticeSpeech(this.devices, live, this.unheard);
    const knownOff = computed(() => {
      const room = this.state.value.view?.room;
      return room && room.state !== "closed" && this.here.value ? room.turned_off : null;
    });
    tellTurnedOff(this.devices, knownOff, async (devices) => (await line.command("turn_off", { devices })).ok);
    this.drafts.guard(() => this.gone.peek());
    line.onConnected(() => this.link.again());
    tellFreezes(this.link, live, async (frozen) => (await this.line.ask("freezes", frozen)).ok);
  }

  dispatch(event: DirectorEvent): void {
    const before = this.state.peek().view;
    this.state.value = reduce(this.state.peek(), event);
    if (event.type === "view") {
      this.attending.see(before, event.view);
      if (event.view.room.state === "closed" && Date.parse(event.view.now) > this.decided) this.opening = false;
      if (before?.room.state === "closed" && event.view.room.state !== "closed") this.opened();
      if (event.view.assist?.joined !== false) this.joining.value = false;
      this.noteKnock(before, event.view);
      this.announce(before, event.view);
    }
  }

  /** Opens the room with what the device check opened: it stays open, the next call needs it at once. */
  async openRoom(company: DirectorSays["declare_company"]["company"] | null = null): Promise<void> {
    if (this.devices.microphone.peek())
      remember({ choice: this.devices.camera.peek() ? "camera_and_microphone" : "microphone" });
    if (this.busy.peek()) return;
    this.tab.take();
    this.opening = true;
    this.decided = Number.POSITIVE_INFINITY;
    const opened = await this.act(() => this.line.command("open_room", company ? { company } : {}));
    if (opened) return;
    if (this.state.peek().problem?.code === "unavailable") {
      this.decided = now.peek() + CARRIED_OUT_MS;
      setTimeout(() => void this.line.ask("refresh", {}), CARRIED_OUT_MS + 1000);
    } else this.opening = false;
  }

  /** Who is in the room from now on; true when it was told. */
  declareCompany(company: DirectorSays["declare_company"]["company"]): Promise<boolean> {
    return this.act(() => this.line.command("declare_company", { company }));
  }

  sendAway(staff_id: number): Promise<boolean> {
    return this.act(() => this.line.command("send_away", { staff_id }));
  }

  showEmergency(ticket_id: string): Promise<boolean> {
    return this.act(() => this.line.command("show_emergency", { ticket_id }));
  }

  askPicture(ticket_id: string): Promise<boolean> {
    return this.act(() => this.line.command("ask_picture", { ticket_id }));
  }

  saveNote(ticket_id: string, note: string, seen: number): Promise<boolean> {
    return this.act(() =>
      this.drafts.saved(ticket_id, note, seen, this.line.command("save_note", { ticket_id, note, seen })),
    );
  }

  /** Whatever else is under way: help does not wait for it. */
  async askHelp(): Promise<void> {
    if (this.state.peek().view?.help === null) await this.line.command("ask_help", {});
  }

  async withdrawHelp(): Promise<void> {
    await this.line.command("withdraw_help", {});
  }

  /** True when it was done. */
  room(event: RoomCommand): Promise<boolean> {
    const command = (version: number) => this.line.command(event, { version });
    return this.leaving(event, (seen) => this.versioned(command, this.busyOf(event), seen));
  }

  /** Into the call that one is asked into, or not. The picture is on its way with the click. */
  async answerInvitation(join: boolean): Promise<void> {
    this.joining.value = join;
    if (!(await this.say("answer_invitation", { join }))) this.joining.value = false;
  }

  /** The same, for what needs more words. */
  say<E extends keyof Detailed>(event: E, more: Detailed[E]): Promise<boolean> {
    const payload = (version: number) => ({ version, ...more }) as unknown as Omit<DirectorSays[E], "command_id">;
    const ticket = this.state.peek().view?.current?.ticket_id ?? "";
    const command = (version: number) => {
      const ack = this.line.command(event, payload(version));
      return event === "record_outcome" ? this.drafts.recorded(ticket, ack) : ack;
    };
    return this.leaving(event, (seen) => this.versioned(command, this.busyOf(event), seen));
  }

  /** A note that another changed meanwhile is put together first; whatever else is in its way, the page keeps what was written. */
  private async leaving(
    event: RoomCommand | keyof Detailed,
    command: (seen: DirectorView | null) => Promise<boolean>,
  ): Promise<boolean> {
    const view = this.state.peek().view;
    if (this.busy.peek() || !LEAVES.has(event)) return command(view);
    if (this.showUnsent()) return false;
    if (!view?.current) return command(view);
    const { ticket_id } = view.current;
    const { note } = this.drafts.of(view.current);
    const read = note.read.peek();
    if (note.mine) {
      const saved = await this.saveNote(ticket_id, note.text.peek(), read.version);
      if (!saved && this.state.peek().problem?.code === "note_changed") return false;
    }
    return command(view);
  }

  /** Whether something was typed for the person and not sent: it would be lost with them. It is shown. */
  showUnsent(): boolean {
    const found = unsent();
    if (!found) return false;
    this.attending.panel.value = found.tab;
    this.dispatch({ type: "answered", ack: { ok: false, problem: { code: "bad_input", message: found.text } } });
    // Once its tab is open and the dialog that led here is closed.
    setTimeout(() => document.getElementById(found.id)?.focus());
    return true;
  }

  async callNext(): Promise<void> {
    if (canCallNext(this.state.peek().view)) await this.room("call_next");
  }

  /** Hands a step over to this ticket; true when the citizen has it. */
  addStep(step: Omit<DirectorSays["add_next_step"], "command_id">): Promise<boolean> {
    return this.act(() => this.line.command("add_next_step", step));
  }

  removeStep(ticket_id: string, step_id: string): Promise<boolean> {
    return this.act(() => this.line.command("remove_next_step", { ticket_id, step_id }));
  }

  /** Whether whoever knocks may come in. */
  answerKnock(knock_id: number, agree: boolean): Promise<boolean> {
    return this.act(() => this.line.command("answer_knock", { knock_id, agree }));
  }

  /** Whether somebody of the citizen's trust may come in. */
  answerRelative(relative_id: number, admit: boolean): Promise<boolean> {
    return this.act(() => this.line.command("answer_relative", { relative_id, admit }));
  }

  /** Whoever stops knocking is not told "not now". */
  async stopKnocking(): Promise<void> {
    this.stopped = true;
    if (!(await this.room("withdraw_knock"))) this.stopped = false;
  }

  forgetNotNow(): void {
    this.notNow.value = false;
  }

  /** True when it was promised. */
  promise(what: Omit<DirectorSays["make_commitment"], "command_id">): Promise<boolean> {
    return this.act(() => this.line.command("make_commitment", what));
  }

  endPromise(how: "complete_commitment" | "withdraw_commitment", commitment_id: string): Promise<boolean> {
    return this.act(() => this.line.command(how, { commitment_id }));
  }

  /** What may be read on the curtain: the room's state and a number. */
  curtainStatus(): string {
    const view = this.state.value.view;
    if (!view) return "";
    const [text] = roomWords(view.room.state, "own");
    const number = view.current?.number ?? view.assist?.number;
    return number ? `${text} · ${number}` : text;
  }

  /** In another browser: there are camera and call. */
  private opened(): void {
    if (!this.opening) {
      this.tab.leave();
      this.devices.stop();
    }
    this.opening = false;
  }

  private noteKnock(before: DirectorState["view"], after: NonNullable<DirectorState["view"]>): void {
    if (after.knock?.role === "visitor" || after.room.state === "assisting") {
      this.notNow.value = false;
      if (before?.knock?.knock_id !== after.knock?.knock_id) this.stopped = false;
    } else if (before?.knock?.role === "visitor") {
      this.notNow.value = !this.stopped;
    }
  }

  /** Writes to the citizen of the call. */
  write(ticket_id: string, text: string): Promise<Ack> {
    return this.line.command("write_to", { ticket_id, text });
  }

  private readonly readings = new Map<string, Reading>();

  /** What of the conversation with this citizen was seen, and whether it is open. */
  readingOf(ticket_id: string): Reading {
    const known = this.readings.get(ticket_id) ?? reading();
    this.readings.set(ticket_id, known);
    return known;
  }

  /** The result that was left for later; the version is the ticket's. */
  complete(outcome: Omit<CompleteOutcome, "command_id">): Promise<boolean> {
    const { ticket_id } = outcome;
    return this.act(() => this.drafts.recorded(ticket_id, this.line.command("complete_outcome", outcome)));
  }

  private async shareScreen(shared: boolean): Promise<boolean> {
    const ack = await this.line.command("share_screen", { shared });
    if (!ack.ok) this.dispatch({ type: "answered", ack });
    return ack.ok;
  }

  private busyOf(event: RoomCommand | keyof Detailed): Signal<boolean> {
    return event === "end_call" || event === "end_for_conduct" ? this.ending[event] : this.busy;
  }

  /** Upon what was `seen` at the press: where the room is in another state by now, the server refuses it, which is shown. */
  private versioned(
    command: (version: number) => Promise<Ack>,
    busy: Signal<boolean>,
    seen: DirectorView | null,
  ): Promise<boolean> {
    if (!seen) return Promise.resolve(false);
    const same = () => isSame(seen, this.state.peek().view);
    const version = () => (same() ? this.state.value.view?.room.version : seen.room.version);
    return this.act(() => stillMeant(version, same, command), busy);
  }

  private act(command: () => Promise<Ack>, busy = this.busy): Promise<boolean> {
    return alone(busy, command, (ack) => this.dispatch({ type: "answered", ack }));
  }

  private keepConnected(): void {
    const view = this.state.value.view;
    if (this.link.connection.value) this.tab.takes = false;
    if (!view) return;
    this.link.need(liveCall(view)?.slots ?? {}, othersSoon(view));
    if (view.room.state === "closed" || !this.here.value) this.link.close();
    else if (this.line.connection.value === "online") this.link.want(view.media.boot);
  }

  /** After a reload in an open room the devices open again without asking, but for what was off; in a closed room they are let go. */
  private keepDevices(): void {
    const room = this.state.value.view?.room;
    const here = this.here.value;
    if (!room) return;
    if (room.state === "closed" || !here) {
      if (this.reopened) this.devices.stop();
      this.reopened = false;
      this.wasClosed = room.state === "closed";
    } else if (!this.reopened) {
      this.reopened = true;
      const choice = remembered().choice;
      const off = this.wasClosed ? [] : room.turned_off;
      if (!this.devices.open.peek())
        void this.devices.resume(choice === "microphone" ? choice : "camera_and_microphone", off);
    }
  }

  /** What the senders may spend follows the call; a new connection or camera is told again. */
  private keepShape(): void {
    const view = this.state.value.view;
    const pc = this.link.connection.value;
    const low = view?.current?.data_mode === "low";
    const { max_bitrate = CAP, picture_first = false } = view?.media ?? {};
    void this.devices.camera.value;
    if (pc) void shapeSending(pc, { limit: max_bitrate, pictureFirst: picture_first, low, narrow: false });
  }

  private keepSending(): void {
    const { view } = this.state.value;
    const live = liveCall(view) !== null;
    const shown = live || isReady(view) || this.joining.value;
    // The picture first: it takes the longer to begin.
    this.link.send("camera", shown ? this.devices.camera.value : null);
    this.link.send("microphone", live ? this.devices.microphone.value : null);
    if (live && !this.wasLive) performance.mark("audiencia:in-call");
    this.wasLive = live;
  }

  /** The title, the ringing and the screen's light follow the state; words and short sounds follow the news. */
  private keepAnnouncing(): void {
    const view = this.state.value.view;
    if (this.gone.value) this.announcer.end();
    if (!view || this.gone.value) return;
    const { room, assist } = view;
    const invited =
      (assist?.role === "guest" && !assist.joined) || (view.knock?.role === "asked" && !view.knock.answered);
    this.announcer.keepAwake(room.state !== "closed");
    this.announcer.say(titleOf(view.waiting_total, invited, liveCall(view) !== null));
    if (invited) this.announcer.ring("ready");
    else this.announcer.quiet();
  }

  private announce(before: DirectorState["view"], after: NonNullable<DirectorState["view"]>): void {
    const news = newsBetween(before, after);
    const written = before ? fresh(before.chat, after.chat) : [];
    const said = written.map(({ name, text }) => `${name || after.current?.name || ""}: ${text}`);
    for (const one of news) tell(one.text, URGENT.includes(one.kind) ? "urgent" : "polite");
    for (const text of said) tell(text);
    if (written.length || news.some((one) => !QUIET.includes(one.kind))) ping();
  }
}

/** So long after it was given up a command may still be carried out: the server lets each take 15 s. */
const CARRIED_OUT_MS = 16_000;

/** News that are read out before what is being said. */
const URGENT: readonly News["kind"][] = ["invited", "knock", "cut_off"];

/** News that make no short sound: what rings already, and what is over. */
const QUIET: readonly News["kind"][] = ["invited", "knock", "invitation_over", "not_now"];

function titleOf(waiting: number, invited: boolean, live: boolean): string {
  if (invited) return gettext("Invitation to a call");
  return live ? gettext("In call") : gettext("%(n)d waiting", { n: waiting });
}
