-- Election periods: what public pages keep silent about, from when until when.

-- name: periods()
-- All of them, the newest first.
SELECT election_period.id, begins_on, ends_on, set_at, lifted_at, setter.display_name AS set_by, lifter.display_name AS lifted_by
FROM election_period JOIN staff AS setter ON setter.id = election_period.set_by
LEFT JOIN staff AS lifter ON lifter.id = election_period.lifted_by
ORDER BY begins_on DESC, election_period.id DESC;

-- name: live_periods(today)
-- Those that are not over, and that nobody lifted.
SELECT begins_on, ends_on FROM election_period WHERE lifted_at IS NULL AND ends_on >= :today;

-- name: insert_period(begins_on, ends_on, set_by, now)$
INSERT INTO election_period (begins_on, ends_on, set_by, set_at) VALUES (:begins_on, :ends_on, :set_by, :now) RETURNING id;

-- name: lift_period(id, lifted_by, now)$
UPDATE election_period SET lifted_at = :now, lifted_by = :lifted_by WHERE id = :id AND lifted_at IS NULL RETURNING id;

-- name: election_clock()$
SELECT app_now();
