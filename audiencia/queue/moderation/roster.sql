-- name: fill_roster(session_id)!
-- Everybody who attends, or stands in, unless somebody was put on it before.
INSERT INTO roster (session_id, staff_id, department_id, part)
SELECT :session_id, id, department_id, CASE WHEN stands_in THEN 'substitute' ELSE 'director' END FROM staff
WHERE role = 'director' AND active ON CONFLICT DO NOTHING;

-- name: put_on_roster(session_id, staff_id)!
-- The same of one account, which may be younger than the jornada.
INSERT INTO roster (session_id, staff_id, department_id, part)
SELECT :session_id, id, department_id, CASE WHEN stands_in THEN 'substitute' ELSE 'director' END FROM staff
WHERE id = :staff_id ON CONFLICT DO NOTHING;

-- name: member_for_update(session_id, staff_id)^
-- A closed account stands in for nobody, whatever the roster says.
SELECT roster.staff_id, roster.department_id, roster.part, roster.reason, staff.active
FROM roster JOIN staff ON staff.id = roster.staff_id
WHERE roster.session_id = :session_id AND roster.staff_id = :staff_id FOR NO KEY UPDATE OF roster;

-- name: write_part(part, reason, session_id, staff_id)!
UPDATE roster SET part = :part, reason = :reason WHERE session_id = :session_id AND staff_id = :staff_id;

-- name: queue_of_member(session_id, staff_id)$
-- one row
-- The line of the department that somebody attends for.
SELECT queue.id FROM staff JOIN queue ON queue.department_id = staff.department_id AND queue.session_id = :session_id
WHERE staff.id = :staff_id;

-- name: room_of_member(session_id, staff_id)^
SELECT id, state FROM room WHERE session_id = :session_id AND director_id = :staff_id;

-- name: roster_of_queue(queue_id)
-- Who is of this line's department today, with the room that they have by now.
SELECT roster.staff_id, roster.part, roster.reason, staff.display_name, room.id AS room_id,
       coalesce(room.connected, false) AS connected
FROM queue JOIN roster ON roster.session_id = queue.session_id AND roster.department_id = queue.department_id
JOIN staff ON staff.id = roster.staff_id
LEFT JOIN room ON room.session_id = queue.session_id AND room.director_id = roster.staff_id
WHERE queue.id = :queue_id AND staff.active ORDER BY staff.display_name, staff.id;

-- name: queues_offered(session_id, slugs)
-- The lines of these departments that can be offered: those that people may come into.
SELECT queue.id, department.slug FROM queue JOIN department ON department.id = queue.department_id
WHERE queue.session_id = :session_id AND department.slug = ANY(:slugs::text[]) AND queue.state IN ('open', 'paused');

-- name: tickets_to_ask(queue_id, states)
SELECT id FROM ticket WHERE queue_id = :queue_id AND state = ANY(:states::text[]) ORDER BY id;

-- name: withdraw_offers(queue_id, states, at)
-- Also of those who chose to wait: nobody is asked any more. `waits`: they wait here, as they chose or as nobody knows yet.
WITH over AS (UPDATE offer SET withdrawn_at = :at WHERE queue_id = :queue_id AND withdrawn_at IS NULL RETURNING ticket_id, choice)
SELECT ticket_id, coalesce(choice, 'wait') = 'wait' AND ticket.queue_id = :queue_id AND ticket.state = ANY(:states::text[]) AS waits
FROM over JOIN ticket ON ticket.id = over.ticket_id;

-- name: withdraw_offers_of(ticket_ids, at)!
UPDATE offer SET withdrawn_at = :at WHERE ticket_id = ANY(:ticket_ids::uuid[]) AND withdrawn_at IS NULL;

-- name: insert_offers(ticket_ids, queue_id, reason, to_queues, made_by, at)!
INSERT INTO offer (ticket_id, queue_id, reason, to_queues, made_by, made_at)
SELECT ticket_id, :queue_id, :reason, :to_queues::integer[], :made_by, :at FROM unnest(:ticket_ids::uuid[]) AS asked (ticket_id);

-- name: offer_where(id)^
-- Unlocked: tells which queues to lock first.
SELECT ticket_id, queue_id FROM offer WHERE id = :id;

-- name: offer_for_update(id)^
-- one row
SELECT id, ticket_id, queue_id, to_queues, withdrawn_at IS NOT NULL AS withdrawn FROM offer WHERE id = :id FOR NO KEY UPDATE;

-- name: write_choice(choice, at, queue_id, id)!
UPDATE offer SET choice = :choice, chosen_at = :at, chosen_queue = :queue_id WHERE id = :id;

-- name: offers_of_queue(queue_id)
-- What people of this line are offered, and what those chose who have gone from it.
SELECT id, ticket_id, reason, to_queues, choice FROM offer WHERE queue_id = :queue_id AND withdrawn_at IS NULL ORDER BY id;
