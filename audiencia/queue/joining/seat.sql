-- An assistant's seat at a director's room.

-- name: seat_where(staff_id)^
-- The seat as it was left, while its room's jornada is not over; `held`: the assistant sits there now.
SELECT seat.room_id, seat.left_at IS NULL AS held, seat.ending, seat.connected, room.queue_id, room.serves
FROM seat JOIN room ON room.id = seat.room_id JOIN session ON session.id = room.session_id
WHERE seat.staff_id = :staff_id AND session.state <> 'closed';

-- name: rooms_to_assist(department_id)
-- The rooms of a department's directors in jornadas that go on.
SELECT room.id, room.queue_id, room.serves, room.state, staff.display_name AS director,
       department.name_es, department.name_en
FROM room JOIN session ON session.id = room.session_id JOIN staff ON staff.id = room.director_id
JOIN department ON department.id = staff.department_id
WHERE staff.department_id = :department_id AND session.state IN ('lobby', 'open', 'closing')
ORDER BY session.id DESC, staff.display_name, room.id;

-- name: queue_of_department(department_id)$
-- The department's queue of the jornada that goes on: where an assistant without a seat looks.
SELECT queue.id FROM queue JOIN session ON session.id = queue.session_id
WHERE queue.department_id = :department_id AND session.state IN ('lobby', 'open', 'closing')
ORDER BY array_position(ARRAY['open', 'lobby', 'closing'], session.state), session.id DESC LIMIT 1;

-- name: may_assist(room_id, staff_id)$
-- Whether this assistant is of the department of the room's director.
SELECT EXISTS (SELECT FROM room JOIN staff AS director ON director.id = room.director_id
               JOIN staff AS assistant ON assistant.department_id = director.department_id
               WHERE room.id = :room_id AND assistant.id = :staff_id AND assistant.role = 'assistant');

-- name: take_seat(staff_id, room_id, now)!
INSERT INTO seat (staff_id, room_id, taken_at, connected, away_since)
SELECT :staff_id::integer, :room_id::integer, :now::timestamptz, there, CASE WHEN NOT there THEN :now::timestamptz END
FROM (SELECT EXISTS (SELECT FROM connection WHERE assistant_id = :staff_id::integer)) AS page (there)
ON CONFLICT (staff_id) DO UPDATE SET room_id = excluded.room_id, taken_at = excluded.taken_at, left_at = NULL,
    ending = NULL, connected = excluded.connected, away_since = excluded.away_since, announced = true;

-- name: end_seat(staff_id, room_id, ending, now)$
UPDATE seat SET left_at = :now, ending = :ending
WHERE staff_id = :staff_id AND room_id = :room_id AND left_at IS NULL RETURNING true;

-- name: insert_connection(id, node_id, assistant_id)!
INSERT INTO connection (id, node_id, assistant_id) VALUES (:id, :node_id, :assistant_id) ON CONFLICT DO NOTHING;

-- name: write_connected(staff_id)$
-- As the open sockets say; tells whether it changed. Who comes back is announced again.
UPDATE seat SET connected = NOT connected, announced = announced OR NOT connected,
                away_since = CASE WHEN connected THEN app_now() END
WHERE staff_id = :staff_id AND connected <> EXISTS (SELECT FROM connection WHERE assistant_id = :staff_id) RETURNING true;

-- name: seats_away(away)
-- Assistants who are announced though their page has been closed for so long.
SELECT staff_id, room_id FROM seat
WHERE left_at IS NULL AND announced AND away_since <= app_now() - :away::interval LIMIT 200;

-- name: announce_no_more(staff_id, room_id, away)$
UPDATE seat SET announced = false WHERE staff_id = :staff_id AND room_id = :room_id
AND left_at IS NULL AND announced AND away_since <= app_now() - :away::interval RETURNING true;
