-- What is published of all real jornadas. A demonstration or a rehearsal is never in it, nor one that still goes on, nor one that
-- was called off: nobody was attended, and noughts would look like failure.

-- name: counted_for_all(since, says_within)
-- Each attention once, as in figures.sql, by jornada and department, from the Monday `since` on.
SELECT session.id AS session_id, session.day, department.slug, department.name_es, department.name_en,
    count(*) FILTER (WHERE immediate AND said) AS confirmed,
    count(*) FILTER (WHERE immediate AND NOT said) AS unconfirmed,
    count(*) FILTER (WHERE outcome IS NOT NULL AND NOT immediate) AS in_process,
    count(*) FILTER (WHERE outcome IS NULL AND one.state IN ('wrap_up', 'outcome_pending')) AS to_come,
    count(*) FILTER (WHERE one.state = 'carried_over') AS carried_over,
    max(outcome_at) + :says_within::interval AS settled_at
FROM session JOIN queue ON queue.session_id = session.id JOIN department ON department.id = queue.department_id
LEFT JOIN LATERAL (
    SELECT ticket.state, attention.outcome, attention.outcome_at, coalesce(attention.citizen_says_resolved, false) AS said,
        coalesce(attention.outcome = 'resolved_immediately', false) AND NOT attention.reopened AS immediate
    FROM ticket JOIN attention ON attention.id = ticket.attention_id WHERE ticket.queue_id = queue.id
) AS one ON true
WHERE NOT session.demo AND session.state = 'closed' AND session.called_off_at IS NULL AND session.day >= :since
GROUP BY session.id, department.id ORDER BY session.day, session.id, department.ordinal, department.id;

-- name: waits_for_all(since)
-- Minutes until the first call, as in figures.sql: by week, month, quarter and year, each by department and over all.
SELECT coalesce(week::text, month, quarter, year) AS period, slug, count(waited) AS people,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY waited) AS median_min,
    percentile_disc(0.8) WITHIN GROUP (ORDER BY waited) AS p80_min
FROM (
    SELECT monday.week, to_char(monday.week, 'YYYY-MM') AS month, to_char(monday.week, 'YYYY"-T"Q') AS quarter,
        to_char(monday.week, 'YYYY') AS year, department.slug,
        (extract(epoch FROM first_called_at - least(first_called_at, greatest(joined_at, booking.starts_at, booking.checked_in_at))) / 60)::float8 AS waited
    FROM session CROSS JOIN LATERAL (SELECT date_trunc('week', session.day)::date AS week) AS monday
    JOIN queue ON queue.session_id = session.id JOIN department ON department.id = queue.department_id
    LEFT JOIN ticket ON ticket.queue_id = queue.id AND ticket.first_called_at IS NOT NULL
    LEFT JOIN booking ON booking.ticket_id = ticket.id
    WHERE NOT session.demo AND session.state = 'closed' AND session.called_off_at IS NULL AND session.day >= :since
) AS one
GROUP BY GROUPING SETS ((week, slug), (week), (month, slug), (month), (quarter, slug), (quarter), (year, slug), (year));

-- name: unfinished_day(since)$
-- The first day of a jornada that is not over: until then nothing is added to a week.
SELECT min(day) FROM session WHERE NOT demo AND state <> 'closed' AND called_off_at IS NULL AND day >= :since;
