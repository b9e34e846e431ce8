-- What the database itself can say about being ready, who tried the devices, and what was mailed of it.

-- name: database_now()^
-- not null: shifted
-- `behind`: seconds of its slowest copy, empty without one. The real clock, never the one that a rehearsal shifts.
SELECT clock_timestamp() AS clock, current_setting('server_version_num')::integer / 10000 AS version, pg_is_in_recovery() AS replica,
    (SELECT extract(epoch FROM max(replay_lag))::float8 FROM pg_stat_replication) AS behind,
    (SELECT shift <> '0' OR rate <> 1 FROM app_clock) AS shifted,
    (SELECT version_num FROM alembic_version) AS revision, obj_description(to_regclass('alembic_version'), 'pg_class') AS oldest_program,
    (SELECT id::text FROM installation) AS installation, app_now() AS now;

-- name: kept()^
-- one row
-- Since when data are blocked and suppressed each night, and when that last went well.
SELECT min(began_at) AS since, max(began_at) FILTER (WHERE ended_at IS NOT NULL AND problem IS NULL AND failed = 0) AS last FROM retention_run;

-- name: backed_up()^
-- not null: problem, drill_problem, keys_problem, log_problem, archiver_fails
-- one row
-- When a backup and a drill last went well, and what the last of each ended with, of the copy of the keys and of the log too. The last is
-- the one that was noted last: a clock may have been ahead.
SELECT (SELECT began_at FROM backup_run WHERE kind = 'backup' AND problem = '' ORDER BY id DESC LIMIT 1) AS backup,
    (SELECT ended_at FROM backup_run WHERE kind = 'drill' AND problem = '' ORDER BY id DESC LIMIT 1) AS drill,
    coalesce((SELECT problem FROM backup_run WHERE kind = 'backup' ORDER BY id DESC LIMIT 1), '') AS problem,
    coalesce((SELECT problem FROM backup_run WHERE kind = 'drill' ORDER BY id DESC LIMIT 1), '') AS drill_problem,
    coalesce((SELECT problem FROM backup_run WHERE kind = 'keys' ORDER BY id DESC LIMIT 1), '') AS keys_problem,
    coalesce((SELECT problem FROM backup_run WHERE kind = 'log' ORDER BY id DESC LIMIT 1), '') AS log_problem,
    (SELECT coalesce(last_failed_time > coalesce(last_archived_time, '-infinity'), false) FROM pg_stat_archiver) AS archiver_fails;

-- name: incident_due()$
-- By when somebody is to be told of an incident of personal data: the first of them.
SELECT min(due_at) FROM incident WHERE NOT excused AND (authority_told_at IS NULL OR people_told_at IS NULL);

-- name: next_opening_for_people()^
-- The jornada for people that comes, or that goes on.
SELECT id, opens_at FROM session WHERE NOT demo AND state IN ('planned', 'lobby', 'open') ORDER BY opens_at LIMIT 1;

-- name: directors_tested(session_id)
-- Who attends in it by the roster, and when they tried their devices.
SELECT staff.display_name AS name, device_test.tested_at, coalesce(device_test.camera, false) AS camera
FROM roster JOIN staff ON staff.id = roster.staff_id LEFT JOIN device_test ON device_test.staff_id = staff.id
WHERE roster.session_id = :session_id AND roster.part = 'director' AND staff.active ORDER BY staff.display_name, staff.id;

-- name: note_device_test(staff_id, now, camera)!
INSERT INTO device_test (staff_id, tested_at, camera) VALUES (:staff_id, :now, :camera)
ON CONFLICT (staff_id) DO UPDATE SET tested_at = excluded.tested_at, camera = excluded.camera;

-- name: device_test_of(staff_id)^
SELECT tested_at, camera FROM device_test WHERE staff_id = :staff_id;

-- name: readiness_told(about, occasion)$
-- An occasion that is not empty, so that the index of those can be used.
SELECT EXISTS (SELECT FROM outbox WHERE kind = 'staff_readiness' AND about = :about AND occasion = :occasion
               AND occasion <> '');
