-- Planned jornadas that change with the days of the calendar.

-- name: sessions_on(days)
-- Jornadas of these days, and whether somebody has a place in them.
SELECT id, day, state, lobby_at, opens_at, closes_at,
       EXISTS (SELECT FROM ticket WHERE ticket.session_id = session.id) AS booked
FROM session WHERE day = ANY(:days::date[]) AND NOT demo AND state <> 'closed' ORDER BY id FOR UPDATE;

-- name: write_window(lobby_at, opens_at, closes_at, id)!
UPDATE session SET lobby_at = :lobby_at, opens_at = :opens_at, closes_at = :closes_at, version = version + 1 WHERE id = :id;

-- name: call_off(id, at)
-- Nobody had a place in it. Gives its lines, which are closed with it.
WITH over AS (
    UPDATE session SET state = 'closed', called_off_at = :at, version = version + 1 WHERE id = :id RETURNING id
)
UPDATE queue SET state = 'closed' FROM over WHERE queue.session_id = over.id RETURNING queue.id;
