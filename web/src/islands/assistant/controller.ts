import { type Signal, signal } from "@preact/signals";
import { alone } from "../../acting";
import { tell } from "../../announce";
import { learn } from "../../clock";
import type { Ack, AssistantHears, AssistantSays, CompleteOutcome } from "../../protocol";
import { type Line, openLine } from "../../socket";
import type { Curtain } from "../../ui/curtain";
import { Drafts } from "../director/drafts";
import { newsBetween } from "./news";
import { type AssistantEvent, type AssistantState, initial, reduce } from "./state";

/** Joins the pure state with the line. No devices and no media: an assistant hears and sees nobody. */
export class Controller {
  readonly state: Signal<AssistantState> = signal(initial);
  readonly line: Line<AssistantSays, AssistantHears>;
  readonly busy = signal(false);
  readonly drafts = new Drafts();
  curtain: Curtain | null = null;

  constructor(line = openLine<AssistantSays, AssistantHears>()) {
    this.line = line;
    line.matters(true);
    this.drafts.guard(() => line.connection.peek() === "refused");
    line.hear("seat", (view) => {
      learn(view.now);
      this.drafts.ownedBy(view.name);
      const before = this.state.peek().view;
      this.dispatch({ type: "view", view });
      tell(newsBetween(before, view).join(" "));
    });
  }

  dispatch(event: AssistantEvent): void {
    this.state.value = reduce(this.state.peek(), event);
  }

  takeSeat(room_id: number): Promise<boolean> {
    return this.act(() => this.line.command("take_seat", { room_id }));
  }

  leaveSeat(): Promise<boolean> {
    return this.act(() => this.line.command("leave_seat", {}));
  }

  addStep(step: Omit<AssistantSays["add_next_step"], "command_id">): Promise<boolean> {
    return this.act(() => this.line.command("add_next_step", step));
  }

  removeStep(ticket_id: string, step_id: string): Promise<boolean> {
    return this.act(() => this.line.command("remove_next_step", { ticket_id, step_id }));
  }

  saveNote(ticket_id: string, note: string, seen: number): Promise<boolean> {
    return this.act(() =>
      this.drafts.saved(ticket_id, note, seen, this.line.command("save_note", { ticket_id, note, seen })),
    );
  }

  complete(outcome: Omit<CompleteOutcome, "command_id">): Promise<boolean> {
    const { ticket_id } = outcome;
    return this.act(() => this.drafts.recorded(ticket_id, this.line.command("complete_outcome", outcome)));
  }

  private act(command: () => Promise<Ack>): Promise<boolean> {
    return alone(this.busy, command, (ack) => this.dispatch({ type: "answered", ack }));
  }
}
