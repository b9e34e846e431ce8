import { type Signal, signal } from "@preact/signals";
import type { Ack, WorkingNoteOut } from "../../protocol";
import { NoteDraft } from "./working_note";

/** What a draft is about: whom the room attends, or a result that was left for later. */
export interface Subject {
  ticket_id: string;
  number: string;
  note: WorkingNoteOut;
}

/** What the citizen is told with a result. */
export class CitizenWords {
  readonly note_to_citizen = signal("");
  readonly due = signal("");
}

/** The fields of a step that is not handed over yet. */
export type StepWords = Readonly<Record<"step" | "requirement" | "cost" | "place" | "due", string>>;
export const NO_STEP: StepWords = { step: "", requirement: "", cost: "", place: "", due: "" };

/** The fields of a commitment that is not made yet; `owner`: the place of who does it in the page's list. */
export type PromiseWords = Readonly<Record<"text" | "owner" | "due", string>>;
export const NO_PROMISE: PromiseWords = { text: "", owner: "", due: "" };

function linesOf(...fields: readonly string[]): string {
  return fields
    .map((one) => one.trim())
    .filter((one) => one)
    .join("\n");
}

const textOfStep = ({ step, requirement, cost, place, due }: StepWords) => linesOf(step, requirement, cost, place, due);
const textOfPromise = ({ text, due }: PromiseWords) => linesOf(text, due);

/** Of whom this room only assists: the note is written elsewhere. */
export const NO_NOTE: WorkingNoteOut = { version: 0, text: "", by: null };

interface Draft {
  number: string;
  note: NoteDraft;
  toCitizen: CitizenWords;
  toNext: Signal<string>;
  step: Signal<StepWords>;
  promise: Signal<PromiseWords>;
}

/** What was not saved, or not handed over, before its person left. */
export interface Left {
  kind: "note" | "step" | "promise";
  number: string;
  text: string;
  discard(): void;
}

/** What is being written about each person, in memory only: it outlives their time in the room, until the result is recorded. */
export class Drafts {
  private readonly byTicket = new Map<string, Draft>();
  /** Counts what was forgotten: who shows what is left is drawn again. */
  private readonly forgotten: Signal<number> = signal(0);
  private owner: string | null = null;

  /** What one wrote is nobody else's: where another is signed in at this browser by now, it is gone. */
  ownedBy(person: string): void {
    if (this.owner !== null && this.owner !== person) {
      this.byTicket.clear();
      this.forgotten.value++;
    }
    this.owner = person;
  }

  of({ ticket_id, number, note }: Subject): Draft {
    const found = this.byTicket.get(ticket_id);
    if (found) return found;
    const begun = {
      number,
      note: new NoteDraft(note),
      toCitizen: new CitizenWords(),
      toNext: signal(""),
      step: signal(NO_STEP),
      promise: signal(NO_PROMISE),
    };
    this.byTicket.set(ticket_id, begun);
    return begun;
  }

  /** Forgets what was written of a result. Steps and commitments go out with none: they are kept. */
  forget(ticket_id: string): void {
    const found = this.byTicket.get(ticket_id);
    if (!found) return;
    if (textOfStep(found.step.peek()) || textOfPromise(found.promise.peek())) {
      found.note.discard();
      found.toCitizen = new CitizenWords();
      found.toNext.value = "";
    } else this.byTicket.delete(ticket_id);
    this.forgotten.value++;
  }

  /** Forgets what was written of a result once it is recorded. */
  async recorded(ticket_id: string, command: Promise<Ack>): Promise<Ack> {
    const ack = await command;
    if (ack.ok) this.forget(ticket_id);
    return ack;
  }

  /** After the server has saved a note, its version counts as read here, before the view with it arrives. */
  saved(ticket_id: string, text: string, seen: number, command: Promise<Ack>): Promise<Ack> {
    void command.then(({ ok }) => {
      if (ok) this.byTicket.get(ticket_id)?.note.saved({ text, version: seen + 1, by: this.owner });
    });
    return command;
  }

  /** Internal notes, steps and commitments without a field: a note's person is none of these, a step's is not `current`, a commitment's
   * is not `promised`. */
  left(shown: readonly { ticket_id: string }[], current?: string, promised = current): Left[] {
    void this.forgotten.value;
    const present = new Set([current, ...shown.map((one) => one.ticket_id)]);
    return [...this.byTicket].flatMap(([ticket_id, { number, note, step, promise }]) => {
      const found: Left[] = [];
      if (note.mine && !present.has(ticket_id))
        found.push({ kind: "note", number, text: note.text.value, discard: () => note.discard() });
      const steps = textOfStep(step.value);
      const discardStep = () => {
        step.value = NO_STEP;
      };
      if (steps && ticket_id !== current) found.push({ kind: "step", number, text: steps, discard: discardStep });
      const promises = textOfPromise(promise.value);
      const discardPromise = () => {
        promise.value = NO_PROMISE;
      };
      if (promises && ticket_id !== promised)
        found.push({ kind: "promise", number, text: promises, discard: discardPromise });
      return found;
    });
  }

  /** Asks before the page is left while a note is not saved, a step not handed over or a commitment not made; `over`: it could not be saved any more. */
  guard(over: () => boolean): void {
    addEventListener("beforeunload", (event) => {
      if (!over() && !document.body.hidden && this.left([]).length) event.preventDefault();
    });
  }
}
