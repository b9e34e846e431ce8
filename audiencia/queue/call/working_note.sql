-- What director and assistant write together until the result is recorded.

-- name: note_for_update(attention_id)^
SELECT working_note.version, staff.display_name AS writer FROM working_note
JOIN staff ON staff.id = working_note.written_by WHERE attention_id = :attention_id FOR NO KEY UPDATE OF working_note;

-- name: write_note(attention_id, version, note_sealed, by, at)!
INSERT INTO working_note (attention_id, version, note_sealed, written_by, written_at)
VALUES (:attention_id, :version, :note_sealed, :by, :at)
ON CONFLICT (attention_id) DO UPDATE SET version = excluded.version, note_sealed = excluded.note_sealed,
    written_by = excluded.written_by, written_at = excluded.written_at;
