-- How the lines stand, for whoever looks after the installation. Nobody is named.

-- name: lines()
-- not null: waiting, talking, rooms, free
-- Of the sessions that are held. `since`: how long whoever came first has been waiting, in seconds.
SELECT department.slug, queue.state, tickets.waiting, tickets.talking, tickets.since, of_rooms.rooms, of_rooms.free
FROM session JOIN queue ON queue.session_id = session.id JOIN department ON department.id = queue.department_id
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE ticket.state IN ('waiting', 'ready_check', 'postponed', 'absent')) AS waiting,
        count(*) FILTER (WHERE ticket.state IN ('in_call', 'on_hold', 'reconnecting')) AS talking,
        extract(epoch FROM app_now() - min(ticket.joined_at) FILTER (WHERE ticket.state IN ('waiting', 'ready_check')))::float8 AS since
    FROM ticket WHERE ticket.queue_id = queue.id
    AND ticket.state NOT IN ('served', 'left', 'cancelled', 'lapsed', 'carried_over', 'no_show')
) AS tickets
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE room.state <> 'closed') AS rooms, count(*) FILTER (WHERE room.state = 'available') AS free
    FROM room WHERE room.queue_id = queue.id
) AS of_rooms
WHERE session.state IN ('lobby', 'open', 'closing') ORDER BY department.ordinal, department.slug, session.id;
