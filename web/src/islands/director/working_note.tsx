import { type Signal, signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { gettext } from "../../i18n";
import type { CurrentOut, NoteTemplateOut, WorkingNoteOut } from "../../protocol";
import { Written } from "../../ui/written";
import type { Drafts } from "./drafts";
import { Templates } from "./templates";

/** Of an internal note (OptionalText in audiencia/signaling/messages_in/shared.py). */
export const LONGEST_NOTE = 2000;

/** What is written into an internal note, upon the version that was read. */
export class NoteDraft {
  readonly text: Signal<string>;
  readonly read: Signal<WorkingNoteOut>;

  constructor(note: WorkingNoteOut) {
    this.text = signal(note.text);
    this.read = signal(note);
  }

  get mine(): boolean {
    return this.text.value !== this.read.value.text;
  }

  /** Another version: it takes the place of the text where nothing was written meanwhile, and where the own words came back. */
  hear(note: WorkingNoteOut): void {
    if (note.version <= this.read.peek().version) return;
    if (this.mine && note.text !== this.text.peek()) return;
    this.text.value = note.text;
    this.read.value = note;
  }

  /** One's own version was saved. The server strips blanks around it: the stripped text is not another person's version. */
  saved(note: WorkingNoteOut): void {
    if (note.version > this.read.peek().version) this.read.value = note;
  }

  /** Takes back what was written upon the version that was read. */
  discard(): void {
    this.text.value = this.read.peek().text;
  }

  /** Puts the other's words before the own ones. */
  join(note: WorkingNoteOut): void {
    this.text.value = this.text.peek() ? `${note.text}\n${this.text.peek()}` : note.text;
    this.read.value = note;
  }
}

/** The one draft of the note on the person of the room: wherever it is shown, it is the same. */
export function useDraft(drafts: Drafts, current: CurrentOut | null): NoteDraft | null {
  const draft = current && drafts.of(current).note;
  useEffect(() => {
    if (current) draft?.hear(current.note);
  }, [draft, current?.note.version]);
  return draft;
}

interface Props {
  /** The form field's name, and its id. */
  name: string;
  note: WorkingNoteOut;
  busy: boolean;
  templates?: readonly NoteTemplateOut[];
  /** Where the same note is shown at several places. */
  draft?: NoteDraft | undefined;
  /** Saves it upon the version that was read; true when it was saved. Without it the field is only part of a form. */
  save?: ((text: string, seen: number) => Promise<boolean>) | undefined;
}

/**
 * The internal note that several write. What another saved appears at once where nothing was written meanwhile; else both stand
 * there until the person has put them together.
 */
export function WorkingNote({ name, note, busy, templates = [], draft, save }: Props) {
  const own = useMemo(() => new NoteDraft(note), []);
  const kept = draft ?? own;
  useEffect(() => kept.hear(note), [note.version]);
  const text = kept.text.value;
  const read = kept.read.value;
  const other = note.version > read.version;
  return (
    <div class="field">
      <label class="label" for={name}>
        {gettext("Internal note (optional)")}
      </label>
      <span class="hint" id={`${name}-hint`}>
        {gettext("Only staff reads it.")} {read.by && gettext("Saved by %(by)s.", { by: read.by })}
      </span>
      {other && (
        <div class="callout warn stack stack-tight" role="alert" data-testid="note-other">
          <p>{gettext("%(by)s saved this meanwhile:", { by: note.by ?? "" })}</p>
          <p class="keep-lines">
            <Written text={note.text} damaged={note.damaged} />
          </p>
          <button type="button" class="bare" data-testid="note-join" onClick={() => kept.join(note)}>
            {gettext("Put it before mine")}
          </button>
        </div>
      )}
      {read.damaged && (
        <p class="callout warn" data-testid="note-damaged">
          {gettext("What was saved does not open. What you save now takes its place.")}
        </p>
      )}
      <Templates
        id={`${name}-template`}
        templates={templates}
        use={(one) => {
          kept.text.value = text ? `${text}\n${one.text}` : one.text;
        }}
      />
      <textarea
        class="input"
        id={name}
        name={name}
        data-testid={name}
        maxLength={LONGEST_NOTE}
        rows={3}
        aria-describedby={`${name}-hint`}
        value={text}
        onInput={(event) => {
          kept.text.value = event.currentTarget.value;
        }}
      />
      {save && (
        <button
          type="button"
          class="button second"
          data-testid="save-note"
          disabled={busy || other || !kept.mine}
          onClick={() => void save(text, read.version)}
        >
          {gettext("Save the note")}
        </button>
      )}
    </div>
  );
}
