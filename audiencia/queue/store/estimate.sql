-- What estimates are made from, and how good they were. Read together in one repeatable-read transaction.

-- name: joined_queues(queue_id)
-- The queue and those that share rooms with it, directly or through others: their people wait for the same directors. One
-- that calls nobody now, because it is paused or closed, keeps nobody waiting.
WITH RECURSIVE joined(id) AS (
    SELECT :queue_id::integer
    UNION
    SELECT queue.id FROM joined JOIN room ON room.serves @> ARRAY[joined.id] AND room.state <> 'closed'
    CROSS JOIN unnest(room.serves) AS served(id) JOIN queue ON queue.id = served.id AND queue.state IN ('open', 'draining')
)
SELECT queue.*, app_now() AS now, session.state AS session_state, session.opens_at, session.closes_at, department.slug
FROM queue JOIN session ON session.id = queue.session_id JOIN department ON department.id = queue.department_id
WHERE queue.id IN (SELECT id FROM joined) ORDER BY queue.id;

-- name: lined_up(ids)
-- Who waits in these queues, those who let others pass included.
SELECT ticket.*, passes_of(ticket) AS passes FROM ticket
WHERE queue_id = ANY(:ids::integer[]) AND state IN ('waiting', 'ready_check', 'postponed');

-- name: rooms_now(ids)
-- The rooms of these queues: what each does, and since when.
SELECT room.state, room.paused_until, room.draining, room.connected, reservation.made_at, reservation.answered_at,
       ticket.state_since
FROM room LEFT JOIN reservation ON reservation.room_id = room.id AND reservation.ended_at IS NULL
LEFT JOIN ticket ON ticket.id = reservation.ticket_id
WHERE room.serves && :ids::integer[] AND room.state <> 'closed' ORDER BY room.id;

-- name: observed(queue_id, days)
-- What was seen of this department today and in its last jornadas of the same kind, the earliest first. In seconds.
WITH day AS (
    SELECT queue.id, past.opens_at
    FROM queue AS this JOIN session AS today ON today.id = this.session_id CROSS JOIN LATERAL (
        SELECT session.id, session.opens_at FROM session
        WHERE session.demo = today.demo AND session.opens_at <= today.opens_at AND session.called_off_at IS NULL
        AND EXISTS (SELECT FROM queue WHERE queue.session_id = session.id AND queue.department_id = this.department_id OFFSET 0)
        ORDER BY session.opens_at DESC LIMIT :days
    ) AS past JOIN queue ON queue.session_id = past.id AND queue.department_id = this.department_id
    WHERE this.id = :queue_id
), stay AS (
    SELECT leg.*, lag(leg.ended_at) OVER (PARTITION BY leg.room_id ORDER BY leg.call_began_at) AS room_was_free_at
    FROM leg JOIN day ON day.id = leg.queue_id WHERE leg.call_began_at IS NOT NULL
)
SELECT day.id = :queue_id AS today,
    ARRAY(SELECT extract(epoch FROM ended_at - call_began_at)::float8 FROM stay
          WHERE stay.queue_id = day.id AND ending IN ('concluded', 'transferred') ORDER BY call_began_at) AS handled,
    ARRAY(SELECT extract(epoch FROM app_now() - call_began_at)::float8 FROM stay
          WHERE stay.queue_id = day.id AND ended_at IS NULL ORDER BY call_began_at) AS running,
    ARRAY(SELECT extract(epoch FROM ended_at - call_ended_at)::float8 FROM stay
          WHERE stay.queue_id = day.id AND ending = 'concluded' AND call_ended_at IS NOT NULL ORDER BY call_began_at) AS wrap_ups,
    ARRAY(SELECT extract(epoch FROM call_began_at - room_was_free_at)::float8 FROM stay
          WHERE stay.queue_id = day.id AND began_at < room_was_free_at ORDER BY call_began_at) AS turnarounds,
    (SELECT count(*) FROM reservation JOIN ticket ON ticket.id = reservation.ticket_id
     WHERE ticket.queue_id = day.id AND reservation.answered_at IS NOT NULL) AS answered,
    (SELECT count(*) FROM reservation JOIN ticket ON ticket.id = reservation.ticket_id
     WHERE ticket.queue_id = day.id AND reservation.ending = 'expired') AS missed,
    (SELECT count(*) FROM leg WHERE leg.queue_id = day.id AND ending = 'left' AND call_began_at IS NULL) AS gave_up,
    (SELECT coalesce(sum(extract(epoch FROM coalesce(call_began_at, ended_at, app_now()) - began_at)), 0)::float8
     FROM leg WHERE leg.queue_id = day.id) AS waited
FROM day ORDER BY day.opens_at;

-- name: keep_first(ids, queue_id, made_at, lows, middles, highs)!
-- The first estimate of each, whoever makes it.
INSERT INTO estimate (ticket_id, queue_id, made_at, low_at, middle_at, high_at)
SELECT ticket_id, :queue_id, :made_at, low_at, middle_at, high_at
FROM unnest(:ids::uuid[], :lows::timestamptz[], :middles::timestamptz[], :highs::timestamptz[])
    AS first(ticket_id, low_at, middle_at, high_at)
ON CONFLICT DO NOTHING;

-- name: first_estimates(session_id)
-- not null: began_at
-- The first estimate of each who was attended in the line where it was made, and when the talk began. Who let others pass
-- chose another time.
SELECT department.slug, department.name_es, department.name_en, estimate.made_at, estimate.low_at, estimate.middle_at,
       estimate.high_at, talk.began_at
FROM estimate JOIN ticket ON ticket.id = estimate.ticket_id
JOIN queue ON queue.id = estimate.queue_id JOIN department ON department.id = queue.department_id
JOIN LATERAL (SELECT min(call_began_at) AS began_at FROM leg
              WHERE leg.attention_id = ticket.attention_id AND leg.queue_id = estimate.queue_id) AS talk
    ON talk.began_at IS NOT NULL
WHERE queue.session_id = :session_id AND NOT EXISTS (
    SELECT FROM event WHERE event.ticket_id = ticket.id AND event.kind IN ('postponed', 'moved', 'move_undone', 'put_first', 'put_first_undone'))
ORDER BY department.ordinal, department.id, estimate.made_at;
