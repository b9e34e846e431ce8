-- Planned jornadas that change with the days of the calendar.

-- name: sessions_on(days)
-- Jornadas of these days, locked: nobody books a place meanwhile.
SELECT id, day, state, lobby_at, opens_at, closes_at FROM session
WHERE day = ANY(:days::date[]) AND NOT demo AND state <> 'closed' ORDER BY id FOR NO KEY UPDATE;

-- name: write_window(lobby_at, opens_at, closes_at, id)!
UPDATE session SET lobby_at = :lobby_at, opens_at = :opens_at, closes_at = :closes_at, version = version + 1 WHERE id = :id;

-- name: call_off(id, at, why, more_es, more_en)
-- Nobody has a place in it any more. Gives its lines, which are closed with it.
WITH over AS (
    UPDATE session SET state = 'closed', called_off_at = :at, called_off_why = :why, called_off_es = :more_es, called_off_en = :more_en,
        version = version + 1
    WHERE id = :id RETURNING id
)
UPDATE queue SET state = 'closed' FROM over WHERE queue.session_id = over.id RETURNING queue.id;

-- name: demonstrated(day, lobby_at)$
-- Whether the jornada of this day began in a demonstration, in which it is marked by now.
SELECT EXISTS (SELECT FROM session WHERE demo AND day = :day AND lobby_at = :lobby_at);

-- name: mark_demo(id)!
UPDATE session SET demo = true WHERE id = :id;

-- name: make_way(grace)!
-- Nobody is called any more in the demonstration that goes on once a jornada that was booked begins: only one can be open.
UPDATE session SET closes_at = app_now() - :grace::interval, opens_at = least(opens_at, app_now() - :grace::interval - interval '1 second'),
    lobby_at = least(lobby_at, app_now() - :grace::interval - interval '1 second')
WHERE demo AND state IN ('lobby', 'open') AND EXISTS (
    SELECT FROM session AS booked WHERE NOT booked.demo AND booked.state = 'planned' AND booked.lobby_at <= app_now());

-- name: end_now(id, grace)!
-- A demonstration that is ended before its time: nobody is called in it any more, for whichever node looks at it.
UPDATE session SET closes_at = app_now() - :grace::interval, opens_at = least(opens_at, app_now() - :grace::interval - interval '1 second'),
    lobby_at = least(lobby_at, app_now() - :grace::interval - interval '1 second')
WHERE id = :id AND closes_at > app_now() - :grace::interval;
