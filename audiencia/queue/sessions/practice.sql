-- Practices with simulated people.

-- name: practice_now()^
-- The one that goes on: its people come and go.
SELECT practice.*, staff.display_name AS name FROM practice JOIN session ON session.id = practice.session_id
LEFT JOIN staff ON staff.id = practice.started_by
WHERE session.state <> 'closed' AND practice.stopped_at IS NULL AND practice.ends_at > app_now();

-- name: practising()$
-- Whether the jornada that goes on was opened for a practice.
SELECT EXISTS (SELECT FROM practice JOIN session ON session.id = practice.session_id WHERE practice.own AND session.state <> 'closed');

-- name: shut_until(leaving)$
-- Until when, with the time that its people have to leave; calls that go on may hold it a little longer. Nothing without one.
SELECT max(greatest(coalesce(practice.stopped_at, practice.ends_at) + :leaving::interval, app_now() + interval '1 min'))
FROM practice JOIN session ON session.id = practice.session_id WHERE practice.own AND session.state <> 'closed';

-- name: next_lobby()$
-- When people are let in again.
SELECT min(lobby_at) FROM session WHERE NOT demo AND state = 'planned';

-- name: write_practice(session_id, started_by, now, ends_at, people, own)!
INSERT INTO practice (session_id, started_by, started_at, ends_at, people, own)
VALUES (:session_id, :started_by, :now, :ends_at, :people, :own)
ON CONFLICT (session_id) DO UPDATE SET started_by = excluded.started_by, started_at = excluded.started_at,
    ends_at = excluded.ends_at, people = excluded.people, stopped_at = NULL;

-- name: stop_practice(now)
UPDATE practice SET stopped_at = :now WHERE stopped_at IS NULL AND ends_at > :now RETURNING session_id;

-- name: claim_practice(node, lease)^
-- This node plays it, for as long as it says so again in time; nothing when another one does, or none goes on.
UPDATE practice SET node = :node, leased_until = app_now() + :lease::interval FROM session
WHERE session.id = practice.session_id AND session.state IN ('lobby', 'open') AND practice.stopped_at IS NULL
    AND practice.ends_at > app_now() AND (practice.node = :node OR coalesce(practice.leased_until, '-infinity') < app_now())
RETURNING practice.session_id, practice.people;

-- name: end_sessions_of_practices(leaving, grace, clear)
-- Once its people had the time to leave, nobody is called any more in a jornada that was opened for a practice; at the latest so
-- long before people are let in, whose hours may have been changed meanwhile.
UPDATE session SET closes_at = app_now() - :grace::interval, opens_at = least(opens_at, app_now() - :grace::interval - interval '1 second'),
    lobby_at = least(lobby_at, app_now() - :grace::interval - interval '1 second')
FROM practice WHERE practice.session_id = session.id AND practice.own AND session.state IN ('lobby', 'open', 'closing')
    AND (coalesce(practice.stopped_at, practice.ends_at) + :leaving::interval <= app_now() OR EXISTS (
        SELECT FROM session AS real WHERE NOT real.demo AND real.state = 'planned' AND real.lobby_at - :clear::interval <= app_now()))
    AND session.closes_at > app_now() - :grace::interval RETURNING session.id;
