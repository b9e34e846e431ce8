-- Steps of the database's clock, and who said that the time is right.

-- name: real_clock()$
-- one row
-- Never the one that a rehearsal shifts.
SELECT clock_timestamp();

-- name: noted_just_now(session_id, seconds)$
-- Whether another node noted the same step: both look every few seconds. Only the last one counts: a clock can be set, set right
-- and set again.
SELECT coalesce((
    SELECT at BETWEEN app_now() - interval '30 seconds' AND app_now() AND abs((detail ->> 'seconds')::float8 - :seconds::float8) < 5
    FROM event WHERE session_id = :session_id AND kind = 'clock_stepped' ORDER BY id DESC LIMIT 1), false);

-- name: noted_at(session_id)$
-- When the clock was last noted to be set, set right, or said to be right.
SELECT at FROM event WHERE session_id = :session_id AND kind IN ('clock_stepped', 'clock_confirmed') ORDER BY id DESC LIMIT 1;

-- name: stepped_by(session_id)$
-- one row
-- Seconds, since somebody said that the time is right.
SELECT coalesce(sum((detail ->> 'seconds')::float8), 0) FROM event WHERE session_id = :session_id AND kind = 'clock_stepped'
AND id > coalesce((SELECT max(id) FROM event WHERE session_id = :session_id AND kind = 'clock_confirmed'), 0);
