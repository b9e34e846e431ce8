-- Live content: topics, departments, services, holidays, exceptional openings, templates and announcements, as they were changed
-- one by one (docs/decisions/032).

-- One row, the lock of every change. `version` is what nodes look at: it advances with each change after the seeding.
CREATE TABLE catalogue (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    version bigint NOT NULL DEFAULT 0
);
INSERT INTO catalogue DEFAULT VALUES;

-- Every version that an object ever had; the newest one counts. `value` is NULL where it is there no more.
CREATE TABLE catalogue_change (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL CHECK (
        kind IN ('department', 'topic', 'holiday', 'opening', 'note_template', 'step_template', 'service', 'announcement')
    ),
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
-- An address that a service had once leads to where it stands now (docs/decisions/042).
CREATE INDEX catalogue_change_at ON catalogue_change ((value ->> 'at')) WHERE (value ->> 'at') IS NOT NULL;
CREATE TRIGGER catalogue_change_append_only BEFORE UPDATE OR DELETE ON catalogue_change
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
