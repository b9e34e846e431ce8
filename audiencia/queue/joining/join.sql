-- What joining looks up beside the queue's own rows.

-- name: line_to_join(session_id, department)^
-- one row
-- not null: at, taken
-- Locks a department's queue, and counts who is in it: see the function.
SELECT * FROM line_to_join(:session_id, :department);

-- name: live_queue_of(department)$
-- The department's queue of the jornada that goes on, or of the next one planned.
SELECT queue.id FROM queue JOIN department ON department.id = queue.department_id
WHERE department.slug = :department AND queue.session_id = (
    SELECT id FROM session WHERE state <> 'closed'
    ORDER BY array_position(ARRAY['open', 'lobby', 'closing', 'planned'], state), day LIMIT 1);

-- name: device_in_queue(queue_id, device_index)$
-- nullable: device_index
-- Whether somebody from this device is in this queue already; asked under the queue's lock.
SELECT EXISTS (SELECT FROM ticket WHERE queue_id = :queue_id AND device_index = :device_index
AND state NOT IN ('served', 'left', 'cancelled', 'lapsed', 'carried_over', 'no_show', 'outcome_pending'));

-- name: numbers_of_contact(queue_id, contact_index)$
-- nullable: contact_index
-- The numbers of this queue that were taken with this contact, for the staff; null without one.
SELECT string_agg(number, ', ' ORDER BY number) FROM ticket WHERE queue_id = :queue_id AND contact_index = :contact_index
AND state NOT IN ('served', 'left', 'cancelled', 'lapsed', 'carried_over', 'no_show', 'outcome_pending');

-- name: directors_to_ask_for(queue_id)
-- Who can be asked for: directors of the queue's department, or whose room serves it, unless they attend nobody more. Before
-- the jornada opens, rooms are not open yet.
SELECT staff.id, staff.display_name AS name FROM staff
JOIN queue ON queue.id = :queue_id JOIN session ON session.id = queue.session_id
LEFT JOIN room ON room.session_id = queue.session_id AND room.director_id = staff.id
WHERE staff.role = 'director' AND staff.active
AND (room.serves @> ARRAY[queue.id] OR (room.id IS NULL AND staff.department_id = queue.department_id))
AND (session.state = 'lobby' OR (room.state <> 'closed' AND NOT room.draining))
ORDER BY staff.display_name, staff.id;

-- name: interpreters()
-- With which needs somebody helps, and whether anybody who does is here today.
SELECT helps_with, coalesce(bool_or(present), false) AS present FROM interpreter GROUP BY helps_with;

-- name: lock_attention(id)$
SELECT id FROM attention WHERE id = :id FOR NO KEY UPDATE;

-- name: carried_over_unused(id)^
-- A visit that closing time cut off, whose place was given back because its day was called off, or that was ended for conduct when
-- a review found that it should not have been (`reversed`), and whose priority nobody used yet.
SELECT attention.folio, attention.joined_at, attention.session_id, department.name_es, department.name_en,
       ticket.state IN ('served', 'outcome_pending') AS reversed
FROM attention JOIN ticket ON ticket.attention_id = attention.id
JOIN queue ON queue.id = ticket.queue_id JOIN department ON department.id = queue.department_id
WHERE attention.id = :id AND (ticket.state = 'carried_over'
    OR EXISTS (SELECT FROM booking WHERE booking.ticket_id = ticket.id AND called_off_at IS NOT NULL) OR (
    ticket.state IN ('served', 'outcome_pending')
    AND EXISTS (SELECT FROM conduct_ending WHERE conduct_ending.attention_id = attention.id AND review = 'reversed')))
AND NOT EXISTS (SELECT FROM attention AS later WHERE later.carried_from = attention.id);

-- name: times_carried(id)$
-- How many visits in a row closing time cut off, with this one.
WITH RECURSIVE visit AS (
    SELECT attention.id, attention.carried_from FROM attention WHERE attention.id = :id
    UNION ALL SELECT earlier.id, earlier.carried_from FROM attention AS earlier JOIN visit ON visit.carried_from = earlier.id)
SELECT count(*) FROM visit JOIN ticket ON ticket.attention_id = visit.id WHERE ticket.state = 'carried_over';

-- name: held_ticket(id)^
-- The number of an attention, for who holds its secret.
SELECT attention.folio, attention.secret_generation, ticket.number, ticket.state,
       department.name_es, department.name_en
FROM attention JOIN ticket ON ticket.attention_id = attention.id
JOIN queue ON queue.id = ticket.queue_id JOIN department ON department.id = queue.department_id
WHERE attention.id = :id;

-- name: number_of_cookie(id, generation)^
-- The number that a cookie of this generation opens.
SELECT ticket.number, ticket.state FROM attention JOIN ticket ON ticket.attention_id = attention.id
WHERE attention.id = :id AND attention.token_generation = :generation;

-- name: queues_now(session_id, department)
-- nullable: department
-- Every queue, or that of one department, with how many are in the line, and how many count for its cap.
SELECT queue.*, department.slug, app_now() AS now,
       count(ticket.id) FILTER (WHERE ticket.state IN ('waiting', 'ready_check')) AS in_line, count(ticket.id) AS taken
FROM queue JOIN department ON department.id = queue.department_id
LEFT JOIN ticket ON ticket.queue_id = queue.id
    AND ticket.state IN ('waiting', 'ready_check', 'postponed', 'called', 'absent')
WHERE queue.session_id = :session_id AND department.slug = coalesce(:department, department.slug)
GROUP BY queue.id, department.slug;

