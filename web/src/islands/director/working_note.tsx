import { useEffect, useState } from "preact/hooks";
import { gettext } from "../../i18n";
import type { NoteTemplateOut, WorkingNoteOut } from "../../protocol";
import { Templates } from "./templates";

interface Props {
  /** The form field's name, and its id. */
  name: string;
  note: WorkingNoteOut;
  busy: boolean;
  templates?: readonly NoteTemplateOut[];
  /** Saves it upon the version that was read; true when it was saved. Without it the field is only part of a form. */
  save?: ((text: string, seen: number) => Promise<boolean>) | undefined;
}

/**
 * The internal note that several write. What another saved appears at once where nothing was written meanwhile; else both stand
 * there until the person has put them together.
 */
export function WorkingNote({ name, note, busy, templates = [], save }: Props) {
  const [text, setText] = useState(note.text);
  const [read, setRead] = useState(note);
  const mine = text !== read.text;
  useEffect(() => {
    if (note.version === read.version) return;
    // Also when the own words came back.
    if (!mine || note.text === text) {
      setText(note.text);
      setRead(note);
    }
  }, [note.version]);
  const other = note.version !== read.version;
  const join = () => {
    setText(text ? `${note.text}\n${text}` : note.text);
    setRead(note);
  };
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
          <p class="keep-lines">{note.text}</p>
          <button type="button" class="bare" data-testid="note-join" onClick={join}>
            {gettext("Put it before mine")}
          </button>
        </div>
      )}
      <Templates
        id={`${name}-template`}
        templates={templates}
        use={(one) => setText(text ? `${text}\n${one.text}` : one.text)}
      />
      <textarea
        class="input"
        id={name}
        name={name}
        data-testid={name}
        maxLength={2000}
        rows={3}
        aria-describedby={`${name}-hint`}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      {save && (
        <button
          type="button"
          class="button second"
          data-testid="save-note"
          disabled={busy || other || !mine}
          onClick={() => void save(text, read.version)}
        >
          {gettext("Save the note")}
        </button>
      )}
    </div>
  );
}
