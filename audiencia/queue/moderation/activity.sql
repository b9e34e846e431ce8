-- name: latest(session_id, kinds, at_most)
-- What happened last in a jornada, the newest first: numbers, departments and staff, nothing of anybody's matter.
SELECT event.id, event.at, event.kind, ticket.number, ticket.medium, department.name_es, department.name_en,
       by_staff.display_name AS staff, director.display_name AS director
FROM event LEFT JOIN ticket ON ticket.id = event.ticket_id LEFT JOIN queue ON queue.id = event.queue_id
LEFT JOIN department ON department.id = queue.department_id LEFT JOIN staff AS by_staff ON by_staff.id = event.actor_id
LEFT JOIN room ON room.id = event.room_id LEFT JOIN staff AS director ON director.id = room.director_id
WHERE event.session_id = :session_id AND event.kind = ANY(:kinds::text[]) ORDER BY event.id DESC LIMIT :at_most;
