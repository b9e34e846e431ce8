-- What became of a jornada, counted: for those who tell the public. Nothing here is of one person.

-- name: jornadas()
-- Those that have begun, the newest first. A demonstration, or a rehearsal, is one of its own and is never counted with others.
SELECT id, day, opens_at, closes_at, state, demo FROM session WHERE state <> 'planned' AND called_off_at IS NULL ORDER BY opens_at DESC, id DESC;

-- name: counted(session_id)
-- Each attention once, in the department in which it ended or is now. Who said within the time that it was not resolved counts
-- as in process, whatever was recorded.
SELECT department.name_es, department.name_en,
    count(*) FILTER (WHERE immediate AND said) AS confirmed,
    count(*) FILTER (WHERE immediate AND NOT said) AS unconfirmed,
    count(*) FILTER (WHERE outcome IS NOT NULL AND NOT immediate) AS in_process,
    count(*) FILTER (WHERE outcome IS NULL AND one.state IN ('wrap_up', 'outcome_pending')) AS to_come,
    count(*) FILTER (WHERE one.state = 'carried_over') AS carried_over
FROM queue JOIN department ON department.id = queue.department_id
LEFT JOIN LATERAL (
    SELECT ticket.state, attention.outcome, coalesce(attention.citizen_says_resolved, false) AS said,
        coalesce(attention.outcome = 'resolved_immediately', false) AND NOT attention.reopened AS immediate
    FROM ticket JOIN attention ON attention.id = ticket.attention_id WHERE ticket.queue_id = queue.id
) AS one ON true
WHERE queue.session_id = :session_id GROUP BY department.id ORDER BY department.ordinal, department.id;

-- name: waits(session_id)
-- Minutes from taking a number to the first call (of who had an appointment: from its hour, or from when they came later), by department in the same order, and over all where `in_all`.
SELECT GROUPING(department.id) = 1 AS in_all, count(called.waited) AS people,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY called.waited) AS median_min,
    percentile_disc(0.8) WITHIN GROUP (ORDER BY called.waited) AS p80_min
FROM queue JOIN department ON department.id = queue.department_id
LEFT JOIN LATERAL (
    SELECT (extract(epoch FROM first_called_at - least(first_called_at, greatest(joined_at, booking.starts_at, booking.checked_in_at))) / 60)::float8 AS waited
    FROM ticket LEFT JOIN booking ON booking.ticket_id = ticket.id WHERE ticket.queue_id = queue.id AND first_called_at IS NOT NULL
) AS called ON true
WHERE queue.session_id = :session_id
GROUP BY GROUPING SETS ((department.id, department.ordinal), ()) ORDER BY in_all, department.ordinal, department.id;

-- name: ratings(session_id)^
-- one row
-- How people say that they were served, from 1 to 5.
SELECT count(rating) AS people, avg(rating)::float8 AS mean FROM attention WHERE session_id = :session_id AND outcome IS NOT NULL;

-- name: settled_at(session_id, says_within)$
-- Until when somebody can still say whether it was resolved.
SELECT max(outcome_at) + :says_within::interval FROM attention WHERE session_id = :session_id AND outcome IS NOT NULL;

-- name: clock()$
SELECT app_now();
