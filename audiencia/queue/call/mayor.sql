-- name: running_calls(session_id, own)
-- not null: call_began_at
-- Calls of other rooms, whoever is in them; into one by telephone nobody can come.
SELECT room.id AS room_id, department.name_es, department.name_en, staff.display_name, leg.call_began_at
FROM room JOIN staff ON staff.id = room.director_id JOIN queue ON queue.id = room.queue_id
JOIN department ON department.id = queue.department_id
JOIN reservation ON reservation.room_id = room.id AND reservation.ended_at IS NULL
JOIN ticket ON ticket.id = reservation.ticket_id JOIN leg ON leg.attention_id = ticket.attention_id AND leg.ended_at IS NULL
WHERE room.session_id = :session_id AND room.id <> :own AND ticket.medium <> 'phone' AND room.state IN ('in_call', 'on_hold') ORDER BY leg.call_began_at, room.id;
