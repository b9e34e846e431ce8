-- Calls for help: a director's, silently, and citizens'.

-- name: ask_of_room(session_id, queue_id, room_id, now)$
INSERT INTO help (session_id, queue_id, room_id, reason, asked_at) VALUES (:session_id, :queue_id, :room_id, 'silent', :now)
ON CONFLICT (room_id) WHERE room_id IS NOT NULL AND ended_at IS NULL DO NOTHING RETURNING id;

-- name: ask_of_ticket(session_id, queue_id, ticket_id, reason, now)$
-- Another reason than before is asked anew: whoever answered the first one is told of it.
INSERT INTO help (session_id, queue_id, ticket_id, reason, asked_at)
VALUES (:session_id, :queue_id, :ticket_id, :reason, :now)
ON CONFLICT (ticket_id) WHERE ticket_id IS NOT NULL AND ended_at IS NULL DO UPDATE
SET reason = excluded.reason, asked_at = excluded.asked_at, answered_at = NULL, answered_by = NULL, queue_id = excluded.queue_id
WHERE help.reason <> excluded.reason RETURNING id;

-- name: end_of_room(room_id, now)$
UPDATE help SET ended_at = :now WHERE room_id = :room_id AND ended_at IS NULL RETURNING id;

-- name: end_of_ticket(ticket_id, now)$
UPDATE help SET ended_at = :now WHERE ticket_id = :ticket_id AND ended_at IS NULL RETURNING id;

-- name: help_where(id)^
-- not null: lines
-- one row
-- Unlocked: tells what to lock. `lines`: who looks at them sees it.
SELECT help.id, help.session_id, help.room_id, help.ticket_id,
       CASE WHEN help.ticket_id IS NULL THEN room.serves || room.queue_id ELSE ARRAY[ticket.queue_id] END AS lines
FROM help LEFT JOIN ticket ON ticket.id = help.ticket_id LEFT JOIN room ON room.id = help.room_id WHERE help.id = :id;

-- name: help_for_update(id)^
-- one row
SELECT help.*, staff.display_name AS answering FROM help LEFT JOIN staff ON staff.id = help.answered_by
WHERE help.id = :id FOR NO KEY UPDATE OF help;

-- name: answer_help(at, by, id)!
UPDATE help SET answered_at = :at, answered_by = :by WHERE id = :id;

-- name: end_help(at, id)!
UPDATE help SET ended_at = :at WHERE id = :id;

-- name: live_of_session(session_id)
-- Who asks for help now, the longest first.
SELECT help.id, help.reason, help.asked_at, help.room_id, help.ticket_id, ticket.number, director.display_name AS director,
       answering.display_name AS answering, department.slug, department.name_es, department.name_en
FROM help LEFT JOIN ticket ON ticket.id = help.ticket_id
LEFT JOIN room ON room.id = help.room_id LEFT JOIN staff AS director ON director.id = room.director_id
LEFT JOIN staff AS answering ON answering.id = help.answered_by
JOIN queue ON queue.id = coalesce(ticket.queue_id, room.queue_id) JOIN department ON department.id = queue.department_id
WHERE help.session_id = :session_id AND help.ended_at IS NULL ORDER BY help.asked_at, help.id;
