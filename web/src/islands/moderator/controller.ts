import { type Signal, signal } from "@preact/signals";
import { learn } from "../../clock";
import { gettext } from "../../i18n";
import type { ModeratorHears, ModeratorSays, Problem } from "../../protocol";
import { type Line, openLine } from "../../socket";
import { initial, type ModeratorEvent, type ModeratorState, reduce } from "./state";

const ASK_MS = 5000;

/** Joins the board's pure state with the line. */
export class Controller {
  readonly state: Signal<ModeratorState> = signal(initial);
  readonly line: Line<ModeratorSays, ModeratorHears>;
  readonly busy = signal(false);

  /** Connected, but there is no board: no session goes on. It is asked for again until there is one. */
  readonly noSession = signal(false);

  constructor(line = openLine<ModeratorSays, ModeratorHears>()) {
    this.line = line;
    setInterval(() => void this.askForBoard(), ASK_MS);
    line.hear("board", (board) => {
      learn(board.now);
      this.dispatch({ type: "board", board });
    });
    line.hear("queue", (queue) => {
      learn(queue.now);
      this.dispatch({ type: "queue", queue });
    });
  }

  private async askForBoard(): Promise<void> {
    if (this.state.peek().board || this.line.connection.peek() !== "online") return;
    const ack = await this.line.ask("refresh", {});
    this.noSession.value = ack.ok && this.state.peek().board === null;
  }

  dispatch(event: ModeratorEvent): void {
    this.state.value = reduce(this.state.peek(), event);
  }

  async move(department: string, reason: string): Promise<void> {
    const { mover, board } = this.state.peek();
    if (!mover || this.busy.peek()) return;
    this.busy.value = true;
    const ack = await this.line.command("move_ticket", {
      ticket_id: mover.ticket_id,
      version: mover.seen.version,
      department,
      reason,
    });
    this.busy.value = false;
    if (!ack.ok) {
      this.dispatch({ type: "refused", problem: ack.problem as Problem });
      return;
    }
    const to = board?.queues.find((queue) => queue.department_slug === department)?.department ?? department;
    this.dispatch({
      type: "moved",
      said: gettext("%(number)s was moved to %(to)s.", { number: mover.seen.number, to }),
    });
  }
}
