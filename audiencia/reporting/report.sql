-- What the report of a jornada tells besides its figures. Sums alone.

-- name: half_hours(session_id)
-- not null: begins_at
-- People who came, and people who were called for the first time, in each half hour in which there was anybody. LATERAL: joined
-- plainly, the appointments of all jornadas are read.
SELECT date_bin('30 minutes', at, timestamptz '2000-01-01 00:00+00') AS begins_at,
    count(*) FILTER (WHERE came) AS came, count(*) FILTER (WHERE NOT came) AS called
FROM (
    SELECT coalesce(booking.checked_in_at, joined_at) AS at, true AS came
    FROM ticket LEFT JOIN LATERAL (SELECT * FROM booking WHERE booking.ticket_id = ticket.id LIMIT 1) AS booking ON true
    WHERE ticket.session_id = :session_id AND (booking.ticket_id IS NULL OR booking.checked_in_at IS NOT NULL)
    UNION ALL
    SELECT first_called_at, false FROM ticket WHERE session_id = :session_id AND first_called_at IS NOT NULL
) AS moment
GROUP BY begins_at ORDER BY begins_at;

-- name: service(session_id, within_min)^
-- How the waiting and the calls were: minutes from taking a number to the first call as in figures.sql, minutes of a talk from
-- the answer to the end of the call.
SELECT count(*) FILTER (WHERE came) AS arrived, count(*) FILTER (WHERE came AND state = 'left') AS gave_up,
    count(waited) AS called, avg(waited) AS asa_min, count(*) FILTER (WHERE waited <= :within_min) AS called_in_time,
    count(talked) AS talks, percentile_cont(0.5) WITHIN GROUP (ORDER BY talked) AS talk_median_min
FROM (
    SELECT ticket.state, booking.ticket_id IS NULL OR booking.checked_in_at IS NOT NULL AS came,
        (extract(epoch FROM first_called_at - least(first_called_at, greatest(joined_at, booking.starts_at, booking.checked_in_at))) / 60)::float8 AS waited,
        (SELECT sum(extract(epoch FROM call_ended_at - call_began_at) / 60)::float8 FROM leg WHERE leg.attention_id = ticket.attention_id) AS talked
    FROM ticket LEFT JOIN LATERAL (SELECT * FROM booking WHERE booking.ticket_id = ticket.id LIMIT 1) AS booking ON true
    WHERE ticket.session_id = :session_id
) AS one;
