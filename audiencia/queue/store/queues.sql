-- Queues and rooms as staff set them: who is still in a queue, whose wish leads nowhere, what is left at the end of the day.

-- name: due_queues()
-- Drained queues in which nobody is any more, and pauses whose end has come.
SELECT id FROM queue WHERE state IN ('paused', 'draining') AND (paused_until <= app_now() OR (state = 'draining' AND NOT EXISTS (
    SELECT FROM ticket WHERE ticket.queue_id = queue.id
    AND ticket.state NOT IN ('served', 'left', 'cancelled', 'lapsed', 'carried_over', 'no_show', 'outcome_pending'))));

-- name: anybody_in(queue_id)$
-- Whether somebody waits or is attended in this queue; a result that is still owed keeps no line open.
SELECT EXISTS (SELECT FROM ticket WHERE queue_id = :queue_id
               AND state NOT IN ('served', 'left', 'cancelled', 'lapsed', 'carried_over', 'no_show', 'outcome_pending'));

-- name: wishes_for_update(queue_ids, director)
-- Who waits in these queues for this director and no other; by id, so that two commands never cross.
SELECT ticket.*, passes_of(ticket) AS passes FROM ticket WHERE queue_id = ANY(:queue_ids::integer[])
AND wanted_director = :director AND state IN ('waiting', 'ready_check', 'postponed', 'absent') ORDER BY id FOR NO KEY UPDATE;

-- name: gone_directors(directors, queue_id)
-- not null: id
-- Who of these has no room that will take anybody from this queue: closed, draining, lost, or serving others now.
SELECT director.id FROM unnest(:directors::integer[]) AS director (id) WHERE NOT EXISTS (
    SELECT FROM room WHERE room.director_id = director.id AND room.serves @> ARRAY[:queue_id]::integer[]
    AND NOT room.draining AND room.state NOT IN ('closed', 'draining', 'disconnected'));

-- name: queues_to_serve(session_id, slugs, director)
-- The queues of these departments, the director's own first.
SELECT queue.id FROM queue JOIN department ON department.id = queue.department_id
WHERE queue.session_id = :session_id AND department.slug = ANY(:slugs::text[])
ORDER BY department.id = (SELECT department_id FROM staff WHERE staff.id = :director) DESC, queue.id;

-- name: room_and_director(id)^
-- one row
SELECT session_id, director_id FROM room WHERE id = :id;

-- name: interpreter_for_update(code)^
SELECT id, present FROM interpreter WHERE code = :code FOR NO KEY UPDATE;

-- name: write_interpreter(present, id)!
UPDATE interpreter SET present = :present WHERE id = :id;

-- name: anything_left(session_id)$
-- Whether a line is still open or somebody still in one, after nobody is called any more. A ticket that is damaged was put aside.
SELECT EXISTS (SELECT FROM queue WHERE session_id = :session_id AND state <> 'closed')
    OR EXISTS (SELECT FROM ticket WHERE session_id = :session_id
               AND state IN ('booked', 'waiting', 'ready_check', 'postponed', 'called', 'absent')
               AND NOT EXISTS (SELECT FROM unreadable WHERE place = 'ticket.state' AND object_id = ticket.id));

-- name: receives_complaints_about(queue_ids, director)$
-- Whether one of these lines receives complaints about the department of this director.
SELECT EXISTS (SELECT FROM staff JOIN topic ON topic.department_id = staff.department_id JOIN queue ON queue.department_id = topic.leads_to
               WHERE staff.id = :director AND queue.id = ANY(:queue_ids::integer[]));
