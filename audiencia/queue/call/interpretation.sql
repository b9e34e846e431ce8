-- What an interpreter needs to know: whether they are marked present, where they are booked, and who waits for them.

-- name: interpreter_of(staff_id)^
SELECT interpreter.id, interpreter.code, interpreter.helps_with, interpreter.name_es, interpreter.name_en,
       interpreter.present, app_now() AS now
FROM staff JOIN interpreter ON interpreter.id = staff.interpreter_id WHERE staff.id = :staff_id;

-- name: booked(interpreter_id)^
-- The call that they are booked for now.
SELECT ticket.number, ticket.state, reservation.made_at, reservation.answered_at, staff.display_name AS director,
       department.name_es, department.name_en
FROM reservation JOIN ticket ON ticket.id = reservation.ticket_id JOIN queue ON queue.id = ticket.queue_id
JOIN department ON department.id = queue.department_id
JOIN room ON room.id = reservation.room_id JOIN staff ON staff.id = room.director_id
WHERE reservation.interpreter_id = :interpreter_id AND reservation.ended_at IS NULL
AND reservation.interpreter_until IS NULL;

-- name: waiting_for(session_id, needs)
-- By how long they have waited.
SELECT ticket.number, ticket.state, greatest(ticket.joined_at, booking.starts_at, booking.checked_in_at) AS joined_at, department.name_es, department.name_en
FROM ticket JOIN queue ON queue.id = ticket.queue_id JOIN department ON department.id = queue.department_id
LEFT JOIN booking ON booking.ticket_id = ticket.id
WHERE queue.session_id = :session_id AND ticket.needs = :needs
AND ticket.state IN ('waiting', 'ready_check', 'postponed', 'absent') ORDER BY ticket.joined_at, ticket.id;
