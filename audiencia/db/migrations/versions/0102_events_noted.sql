-- Events are written by `finish` (audiencia/db/commit.sql) and by `write_calls` (schema/queue/write_calls.sql), which note in `queue_change` whose
-- ticket has a new entry in its history. A trigger for that cost calls 2 %.
DROP TRIGGER event_noted ON event;
DROP FUNCTION note_event();
