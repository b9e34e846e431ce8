-- Backups, and drills of restoring them. `problem`: the sentence that it ended with, empty where it went well.
CREATE TABLE backup_run (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('backup', 'drill')),
    began_at timestamptz NOT NULL,
    ended_at timestamptz NOT NULL,
    problem text NOT NULL
);
