/** What a moderator looks at: whom they look for, lines of which they see more, and whom they keep in view. */
import { computed, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { now10 } from "../../clock";
import type { HelpEntryOut, LookAt, ModeratorHears, ModeratorSays } from "../../protocol";
import type { Line } from "../../socket";
import { ALL, type Filter, filtered, foundIn, isOn } from "./filter";
import type { ModeratorState } from "./state";

/** How many of a line are shown without being asked for (audiencia/signaling/views/board_window.py). */
export const FRONT = 40;
const STEP = 100;
/** As much of a line, as many lines and as many people as the server shows (audiencia/signaling/messages_in/moderator.py). */
export const MOST_SHOWN = 500;
const MOST_LINES = 40;
const MOST_KEPT = 150;
/** The longest text to look for. */
export const MOST_TEXT = 100;
const LOOK_MS = 250;
const AGAIN_MS = 2000;

type Sizes = ReadonlyMap<string, number>;

/** What the server shows of a new connection. */
export const FRONTS: LookAt = { lines: [], keep: [], text: "", only: "" };

/** What it should show. Where all lines are whole, whoever is looked for or kept is there already. */
export function lookOf(state: ModeratorState, help: readonly HelpEntryOut[], filter: Filter, sizes: Sizes): LookAt {
  const lines = [...sizes].slice(-MOST_LINES).map(([department, size]) => ({ department, size }));
  if (!state.board || state.board.queues.every((queue) => queue.whole)) return { ...FRONTS, lines };
  return { lines, keep: kept(state, help), text: filter.text.trim().slice(0, MOST_TEXT), only: filter.only };
}

/** Whom a question is about, who is chosen, who was moved just now, and who asks for help. */
function kept({ mover, asked, chosen, moved }: ModeratorState, help: readonly HelpEntryOut[]): string[] {
  const ids = [
    ...(mover?.tickets.map((one) => one.ticket_id) ?? []),
    asked && "ticket" in asked && asked.ticket?.ticket_id,
    ...chosen,
    moved[0],
    ...help.map((one) => one.ticket_id),
  ];
  return [...new Set(ids.filter((one): one is string => Boolean(one)))].slice(0, MOST_KEPT);
}

export class Looking {
  /** Which numbers are shown: what one looks for changes nothing of the board. */
  readonly filter = signal<Filter>(ALL);
  /** Lines of which more is shown than the front. */
  readonly sizes = signal<Sizes>(new Map());
  /** The lines as they are shown. */
  readonly shown = computed(() => filtered(this.queues.value, this.filter.value, this.at.value));
  /** How many of all lines are looked for; `null` while the server has not said so of long ones. */
  readonly found = computed(() =>
    this.isAnswered.value ? foundIn(this.queues.value, this.filter.value, this.at.value) : null,
  );
  private readonly queues = computed(() => this.state.value.board?.queues ?? []);
  private readonly at = computed(() => (this.filter.value.only === "long" ? now10.value : 0));
  private readonly wanted: ReadonlySignal<LookAt>;
  private readonly wantedText = computed(() => JSON.stringify(this.wanted.value));
  /** What was acknowledged last over this connection. */
  private readonly answered = signal<LookAt>(FRONTS);
  private readonly isAnswered = computed(() => {
    const { text, only } = this.wanted.value;
    return text === this.answered.value.text && only === this.answered.value.only;
  });
  private told: string | null = JSON.stringify(FRONTS);
  private asking = false;
  private boardIsNew = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** `onShown`: after a board, once the server showed all of these that are there. */
  constructor(
    private readonly line: Line<ModeratorSays, ModeratorHears>,
    private readonly state: Signal<ModeratorState>,
    help: Signal<readonly HelpEntryOut[]>,
    private readonly onShown: (kept: readonly string[]) => void,
  ) {
    this.wanted = computed(() => lookOf(state.value, help.value, this.filter.value, this.sizes.value));
    effect(() => {
      if (this.wantedText.value !== this.told) this.tellSoon(LOOK_MS);
    });
  }

  /** A board came, perhaps over a new connection: then nothing of what was told holds any more. */
  onBoard(): void {
    this.boardIsNew = true;
    if (this.told === JSON.stringify(FRONTS) && this.wantedText.peek() === this.told) return;
    this.told = null;
    this.answered.value = FRONTS;
    this.tellSoon(0);
  }

  isOn(): boolean {
    return isOn(this.filter.value);
  }

  showMore(department: string): void {
    const size = Math.min((this.sizes.peek().get(department) ?? FRONT) + STEP, MOST_SHOWN);
    this.sizes.value = new Map([...this.sizes.peek(), [department, size]]);
  }

  showFront(department: string): void {
    this.sizes.value = new Map([...this.sizes.peek()].filter(([one]) => one !== department));
  }

  private tellSoon(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.tell(), ms);
  }

  /** One at a time; what changed meanwhile is told then. */
  private async tell(): Promise<void> {
    const text = this.wantedText.peek();
    if (this.asking || text === this.told) return;
    this.asking = true;
    const look = this.wanted.peek();
    const { ok } = await this.line.ask("look_at", look);
    this.asking = false;
    if (ok) this.onTold(look, text);
    this.tellSoon(ok ? LOOK_MS : AGAIN_MS);
  }

  private onTold(look: LookAt, text: string): void {
    this.told = text;
    this.answered.value = look;
    if (this.boardIsNew) this.onShown(look.keep);
    this.boardIsNew = false;
  }
}
