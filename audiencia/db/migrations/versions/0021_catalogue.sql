-- Live content: topics, departments, holidays, exceptional openings, and templates, as they were changed one by one.
-- docs/decisions/032-live-content.md

-- One row, the lock of every change. `version` is what nodes look at: it advances with each change after the seeding.
CREATE TABLE catalogue (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    version bigint NOT NULL DEFAULT 0
);
INSERT INTO catalogue DEFAULT VALUES;

-- Every version that an object ever had; the newest one counts. `value` is NULL where it is there no more.
CREATE TABLE catalogue_change (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('department', 'topic', 'holiday', 'opening', 'note_template', 'step_template')),
    key text NOT NULL CHECK (key <> ''),
    version integer NOT NULL CHECK (version > 0),
    value jsonb,
    source text NOT NULL CHECK (source IN ('seed', 'page', 'undo', 'files')),
    staff_id integer REFERENCES staff,
    at timestamptz NOT NULL DEFAULT app_now(),
    undoes bigint REFERENCES catalogue_change,
    UNIQUE (kind, key, version),
    CHECK ((source IN ('page', 'undo')) = (staff_id IS NOT NULL)),
    CHECK ((source = 'undo') = (undoes IS NOT NULL))
);
CREATE INDEX catalogue_change_undoes ON catalogue_change (undoes) WHERE undoes IS NOT NULL;
CREATE INDEX catalogue_change_staff ON catalogue_change (staff_id) WHERE staff_id IS NOT NULL;
CREATE TRIGGER catalogue_change_append_only BEFORE UPDATE OR DELETE ON catalogue_change
FOR EACH STATEMENT EXECUTE FUNCTION append_only();

-- A jornada that is not held after all: it was planned, and nobody had a place in it.
ALTER TABLE session ADD COLUMN called_off_at timestamptz,
    ADD CONSTRAINT session_called_off CHECK (called_off_at IS NULL OR state = 'closed');
DROP TRIGGER session_transition ON session;
CREATE TRIGGER session_transition BEFORE UPDATE OF state ON session FOR EACH ROW
WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION follow_transitions(
    'closing closed', 'lobby open', 'open closing', 'planned closed', 'planned lobby'
);
