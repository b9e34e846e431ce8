import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { alone } from "../../acting";
import { learn, now } from "../../clock";
import { gettext, ngettext } from "../../i18n";
import type {
  Ack,
  ActivityEntryOut,
  BoardAnnouncementOut,
  BoardMemberOut,
  BoardQueueOut,
  BoardRoomOut,
  Code,
  ConductEndingOut,
  ConductListOut,
  DirectorAway,
  HelpEntryOut,
  ModeratorHears,
  ModeratorSays,
  MovePreview,
  Problem,
  SetQueue,
} from "../../protocol";
import { type Line, openLine } from "../../socket";
import type { Curtain } from "../../ui/curtain";
import { Looking } from "./looking";
import {
  type Answer,
  type Asked,
  initial,
  type ModeratorEvent,
  type ModeratorState,
  type MoverState,
  reduce,
  type Undo,
  waitingInAll,
} from "./state";
import { noteUsed } from "./used";

const ASK_MS = 5000;
const PREVIEW_MS = 300;
/** Nothing is said by these of whether the move would be refused. */
const NO_ANSWER: ReadonlySet<string> = new Set<Code>(["unavailable", "too_many_requests"]);
/** The server allows it a little longer than this. */
const UNDO_MS = 60_000;

type TicketAsked = Extract<Asked, { what: "undo" | "cancel" | "first" | "back" }>;

/** Joins the board's pure state with the line. */
export class Controller {
  readonly state: Signal<ModeratorState> = signal(initial);
  readonly line: Line<ModeratorSays, ModeratorHears>;
  readonly busy = signal(false);
  curtain: Curtain | null = null;
  private previewing: ReturnType<typeof setTimeout> | undefined;

  /** What may be read on the curtain: how many wait. */
  curtainStatus(): string {
    const board = this.state.value.board;
    return board ? gettext("%(n)d waiting in all", { n: waitingInAll(board.queues) }) : "";
  }

  /** What happened last, the newest first. */
  readonly activity = signal<readonly ActivityEntryOut[]>([]);
  readonly announcements = signal<readonly BoardAnnouncementOut[]>([]);
  /** Who asks for help, and endings for conduct. */
  readonly help = signal<readonly HelpEntryOut[]>([]);
  readonly conduct = signal<ConductListOut>({ endings: [], reports: 0 });
  readonly needing = computed(() => new Set(this.help.value.map((one) => one.ticket_id)));
  readonly looking: Looking;
  /** Parts of the state by themselves: who reads one of them is not drawn anew for the others. */
  readonly chosen = computed(() => this.state.value.chosen);
  /** Names by slug; the same object as long as none changes. */
  readonly departments: ReadonlySignal<ReadonlyMap<string, string>>;

  /** Connected, but there is no board: no session goes on. It is asked for again until there is one. */
  readonly noSession = signal(false);

  constructor(line = openLine<ModeratorSays, ModeratorHears>()) {
    this.line = line;
    line.matters(true);
    const names = computed(() =>
      JSON.stringify(this.state.value.board?.queues.map((queue) => [queue.department_slug, queue.department]) ?? []),
    );
    this.looking = new Looking(line, this.state, this.help, (ticket_ids) =>
      this.dispatch({ type: "shown", ticket_ids }),
    );
    this.departments = computed(() => new Map(JSON.parse(names.value) as [string, string][]));
    setInterval(() => void this.askForBoard(), ASK_MS);
    line.hear("board", (board) => {
      learn(board.now);
      // What happened comes anew after the board, which may be of another jornada.
      this.activity.value = [];
      this.dispatch({ type: "board", board });
      this.looking.onBoard();
    });
    line.hear("queue", (queue) => {
      learn(queue.now);
      this.dispatch({ type: "queue", queue });
    });
    line.hear("announcements", ({ announcements }) => {
      this.announcements.value = announcements;
    });
    line.hear("help", ({ entries }) => {
      this.help.value = entries;
    });
    line.hear("conduct", (conduct) => {
      this.conduct.value = conduct;
    });
    line.hear("activity", ({ entries }) => {
      // Two readings may overtake each other: the newest entry says which one is later.
      if ((entries[0]?.id ?? 0) >= (this.activity.peek()[0]?.id ?? 0)) this.activity.value = entries;
    });
    line.hear("interpreters", ({ interpreters }) => this.dispatch({ type: "interpreters", interpreters }));
  }

  private async askForBoard(): Promise<void> {
    if (this.state.peek().board || this.line.connection.peek() !== "online") return;
    const ack = await this.line.ask("refresh", {});
    this.noSession.value = ack.ok && this.state.peek().board === null;
  }

  /** The line of which `shown` may be a part. */
  whole(shown: BoardQueueOut): BoardQueueOut {
    const queues = this.state.peek().board?.queues;
    return queues?.find((queue) => queue.department_slug === shown.department_slug) ?? shown;
  }

  dispatch(event: ModeratorEvent): void {
    this.state.value = reduce(this.state.peek(), event);
  }

  /** Opens the question where these go, with a department when they were dropped on one. */
  open(ticket_ids: readonly string[], department?: string): void {
    this.dispatch(department === undefined ? { type: "open", ticket_ids } : { type: "open", ticket_ids, department });
    this.askPreviewSoon();
  }

  target(department: string): void {
    this.dispatch({ type: "target", department });
    this.askPreviewSoon();
  }

  /** By arrow keys many departments are gone through: only where one stays it is asked for. */
  private askPreviewSoon(): void {
    clearTimeout(this.previewing);
    this.previewing = setTimeout(() => void this.askPreview(), PREVIEW_MS);
  }

  /**
   * What the move would lead to. A refusal is told in the dialog: the move would be refused too. Where no answer can be had
   * now, the move can be made all the same.
   */
  private async askPreview(): Promise<void> {
    const { mover } = this.state.peek();
    if (!mover?.department) return;
    const ack = await this.line.ask("preview_move", { tickets: seen(mover), department: mover.department });
    if (this.state.peek().mover !== mover) return;
    if (ack.ok) this.dispatch({ type: "preview", mover, preview: ack.result as unknown as MovePreview });
    else if (NO_ANSWER.has(ack.problem?.code ?? "")) this.dispatch({ type: "preview", mover, preview: "unknown" });
    else this.dispatch({ type: "refused", problem: ack.problem as Problem });
  }

  async move(reason: string): Promise<void> {
    const { mover, board } = this.state.peek();
    if (!mover) return;
    const { department, tickets } = mover;
    const to = board?.queues.find((queue) => queue.department_slug === department)?.department ?? department;
    const number = tickets.map((ticket) => ticket.number).join(", ");
    const said = ngettext("%(number)s was moved to %(to)s.", "%(number)s were moved to %(to)s.", tickets.length, {
      number,
      to,
    });
    await this.act(
      () => this.line.command("move_tickets", { tickets: seen(mover), department, reason }),
      ({ move_id }) => {
        noteUsed(department);
        return { type: "moved", undo: undoOf("move", move_id, said) };
      },
    );
  }

  async undo({ what, id }: Undo): Promise<void> {
    await this.act(
      () =>
        what === "move"
          ? this.line.command("undo_move", { move_id: id })
          : this.line.command("undo_put_first", { first_id: id }),
      () => ({ type: "done", said: gettext("It was undone: everybody is where they were."), undone: id }),
    );
  }

  async putFirst({ ticket }: TicketAsked, reason: string): Promise<void> {
    const { ticket_id, version, number } = ticket;
    const said = gettext("%(number)s is first in the line.", { number });
    await this.act(
      () => this.line.command("put_first", { ticket_id, version, reason }),
      ({ first_id }) => ({ type: "done", said, undo: undoOf("first", first_id, said) }),
    );
  }

  async putBack({ ticket }: TicketAsked): Promise<void> {
    const { ticket_id, version, number } = ticket;
    await this.confirm(
      () => this.line.command("put_back", { ticket_id, version }),
      gettext("%(number)s is back in the line, at the time of arrival it always had.", { number }),
    );
  }

  async recall({ ticket }: Extract<Asked, { what: "recall" }>, { room_id, director }: BoardRoomOut): Promise<void> {
    const { ticket_id, version, number } = ticket;
    await this.confirm(
      () => this.line.command("recall", { ticket_id, version, room_id }),
      gettext("%(number)s is called again, by %(director)s.", { number, director }),
    );
  }

  async undoNoShow({ ticket }: TicketAsked): Promise<void> {
    const { ticket_id, version, number } = ticket;
    await this.confirm(
      () => this.line.command("undo_no_show", { ticket_id, version }),
      gettext("%(number)s is back in the line, at the time of arrival it always had.", { number }),
    );
  }

  async cancel({ ticket }: TicketAsked, reason: ModeratorSays["cancel_ticket"]["reason"]): Promise<void> {
    const { ticket_id, version, number } = ticket;
    await this.confirm(
      () => this.line.command("cancel_ticket", { ticket_id, version, reason }),
      gettext("%(number)s was cancelled.", { number }),
    );
  }

  async setQueue(queue: BoardQueueOut, what: Pick<SetQueue, "action" | "reason" | "minutes">): Promise<void> {
    const { department_slug: department, state_version: version } = queue;
    await this.confirm(
      () => this.line.command("set_queue", { department, version, ...what }),
      gettext("%(department)s: it is done, and those who wait are told.", { department: queue.department }),
    );
  }

  /** `null` for the general limit. */
  async setCap(queue: BoardQueueOut, cap: number | null): Promise<void> {
    const { department_slug: department, state_version: version } = queue;
    await this.confirm(
      () => this.line.command("set_cap", { department, version, cap }),
      gettext("%(department)s: the limit was changed.", { department: queue.department }),
    );
  }

  async setServed(room: BoardRoomOut, departments: string[]): Promise<void> {
    const { room_id, version, director } = room;
    await this.confirm(
      () => this.line.command("set_served", { room_id, version, departments }),
      gettext("The lines that %(director)s attends were changed.", { director }),
    );
  }

  async setInterpreter(code: string, name: string, present: boolean): Promise<void> {
    const said = present
      ? gettext("%(name)s is present.", { name })
      : gettext("%(name)s is not present: nobody who needs them is called.", { name });
    await this.confirm(() => this.line.command("set_interpreter", { code, present }), said);
  }

  async setRoster({ staff_id, name, part: seen }: BoardMemberOut, part: "director" | "substitute"): Promise<void> {
    const said =
      part === "director"
        ? gettext("%(name)s attends from now on.", { name })
        : gettext("%(name)s stands in from now on.", { name });
    await this.confirm(() => this.line.command("set_roster", { staff_id, seen, part }), said);
  }

  /** Closes a room for today; who is asked how to go on reads it at once. */
  async directorAway(
    room: BoardRoomOut,
    what: Pick<DirectorAway, "reason" | "substitute" | "departments">,
  ): Promise<void> {
    const { room_id, version, director } = room;
    await this.act(
      () => this.line.command("director_away", { room_id, version, ...what }),
      ({ asked }) => {
        const told = gettext("%(director)s attends no more today.", { director });
        const people = ngettext("%(n)d person is asked.", "%(n)d people are asked.", Number(asked));
        return { type: "done", said: asked ? `${told} ${people}` : told };
      },
    );
  }

  async withdrawOffers({ department_slug: department, department: name }: BoardQueueOut): Promise<void> {
    await this.confirm(
      () => this.line.command("withdraw_offers", { department }),
      gettext("%(name)s: nobody is asked any more.", { name }),
    );
  }

  async extend(closes_at: string, minutes: number): Promise<void> {
    await this.confirm(
      () => this.line.command("extend_session", { closes_at, minutes }),
      gettext("The session goes on for longer."),
    );
  }

  /** To one person, or else to a line; with neither to all lines. */
  async announce(ticket_id: string | null, department: string | null, text: string, minutes: number): Promise<void> {
    await this.confirm(
      () => this.line.command("announce", { ticket_id, department, text, minutes }),
      gettext("It is announced."),
    );
  }

  async withdrawAnnouncement(announcement_id: number): Promise<void> {
    await this.confirm(
      () => this.line.command("withdraw_announcement", { announcement_id }),
      gettext("Nobody is shown the announcement any more."),
    );
  }

  async answerHelp(help_id: number): Promise<void> {
    await this.confirm(
      () => this.line.command("answer_help", { help_id }),
      gettext("Whoever asked reads that somebody is coming."),
    );
  }

  async closeHelp(help_id: number): Promise<void> {
    await this.confirm(() => this.line.command("close_help", { help_id }), gettext("The call for help is over."));
  }

  async review({ ending_id, number }: ConductEndingOut, review: "upheld" | "reversed", note: string): Promise<void> {
    await this.confirm(
      () => this.line.command("review_conduct", { ending_id, review, note }),
      gettext("The review of %(number)s is on record, and the person is told.", { number }),
    );
  }

  private confirm(command: () => Promise<Ack>, said: string): Promise<void> {
    return this.act(command, () => ({ type: "done", said }));
  }

  /** A refusal is told where it was asked for. */
  private async act(command: () => Promise<Ack>, done: (result: Record<string, unknown>) => Answer): Promise<void> {
    const { question } = this.state.peek();
    await alone(this.busy, command, (ack) => {
      const answer: Answer = ack.ok ? done(ack.result ?? {}) : { type: "refused", problem: ack.problem as Problem };
      this.dispatch({ type: "answered", question, answer });
    });
  }
}

function undoOf(what: Undo["what"], id: unknown, said: string): Undo {
  return { what, id: String(id), said, until: now.peek() + UNDO_MS };
}

function seen(mover: MoverState): ModeratorSays["move_tickets"]["tickets"] {
  return mover.tickets.map(({ ticket_id, version }) => ({ ticket_id, version }));
}
