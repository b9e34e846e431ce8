-- What stands on the wall of a hall: numbers and rooms, of nobody in particular.

-- name: called_now(session_id)
-- Who is called or attended now, the newest call first. A room's number is its place among the jornada's rooms.
SELECT department.slug, ticket.number, numbered.place AS room, reservation.made_at,
    ticket.state IN ('called', 'connecting') AS ringing
FROM reservation JOIN ticket ON ticket.id = reservation.ticket_id
JOIN queue ON queue.id = ticket.queue_id JOIN department ON department.id = queue.department_id
JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place FROM room WHERE session_id = :session_id) AS numbered
    ON numbered.id = reservation.room_id
WHERE ticket.session_id = :session_id AND reservation.ended_at IS NULL
    AND ticket.state IN ('called', 'connecting', 'in_call', 'on_hold', 'reconnecting')
ORDER BY reservation.made_at DESC, reservation.id DESC;

-- name: clock()$
SELECT app_now();
