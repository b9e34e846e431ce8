-- What a backup says of the database.

-- name: moment()^
-- not null: at, revision, postgres
-- one row
SELECT clock_timestamp() AS at, (SELECT version_num FROM alembic_version) AS revision,
    current_setting('server_version_num')::integer / 10000 AS postgres, id FROM installation;

-- name: counts()
-- not null: name, rows
-- Rows of tables from which nothing is ever removed.
SELECT 'person' AS name, count(*) AS rows FROM person UNION ALL SELECT 'attention', count(*) FROM attention
UNION ALL SELECT 'case_file', count(*) FROM case_file UNION ALL SELECT 'event', count(*) FROM event
UNION ALL SELECT 'audit', count(*) FROM audit;

-- name: visits(at_most)
-- The newest whose person has a key: a restored one has to open.
SELECT attention.id, person_id, folio, name_sealed FROM attention JOIN person ON person.id = person_id
WHERE key_wrapped <> '' AND name_sealed <> '' ORDER BY joined_at DESC LIMIT :at_most;

-- name: replayed()$
-- After a recovery along the log: when the last transaction was committed that is in it.
SELECT pg_last_xact_replay_timestamp();

-- name: backed_up()$
-- Whether a backup went well already.
SELECT EXISTS (SELECT FROM backup_run WHERE kind = 'backup' AND problem = '');

-- name: note_run(kind, began_at, problem)!
-- By the real clock, never the one that a rehearsal shifts.
INSERT INTO backup_run (kind, began_at, ended_at, problem) VALUES (:kind, :began_at, clock_timestamp(), :problem);
