-- Retention (audiencia/privacy/retention): a blocked case is in no list, which each begin with a stage.
DROP INDEX case_list;
DROP INDEX case_due;
ALTER TABLE case_file DROP COLUMN stage;
ALTER TABLE case_file ADD COLUMN blocked boolean NOT NULL DEFAULT false;
ALTER TABLE case_file ADD COLUMN stage text NOT NULL GENERATED ALWAYS AS (CASE WHEN blocked THEN 'blocked' ELSE
    CASE state WHEN 'answered' THEN 'answered' WHEN 'concluded' THEN 'concluded' ELSE 'open' END END) STORED;
CREATE INDEX case_list ON case_file (department_id, stage, list_rank, id) INCLUDE (state, assigned_to, source, topic_id);
CREATE INDEX case_due ON case_file (due_on, warned_on) WHERE stage = 'open' AND stopped_on IS NULL;

CREATE INDEX attention_person ON attention (person_id);
CREATE INDEX outbox_person ON outbox (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX person_kept ON person (id) WHERE suppressed_at IS NULL;

-- The run of each night: what it did, counted by kind (`done`), and how many persons it could not do, which the next one tries again.
CREATE TABLE retention_run (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    began_at timestamptz NOT NULL,
    ended_at timestamptz,
    asked_by integer REFERENCES staff,
    done jsonb NOT NULL DEFAULT '{}',
    keys_destroyed integer NOT NULL DEFAULT 0,
    failed integer NOT NULL DEFAULT 0,
    problem text CHECK (problem IN ('keys_not_rotated', 'interrupted', 'error')),
    CHECK (problem IS DISTINCT FROM 'interrupted' OR ended_at IS NOT NULL)
);
CREATE INDEX retention_run_began ON retention_run (began_at DESC);
