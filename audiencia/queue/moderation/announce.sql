-- name: insert_announcement(session_id, queue_id, text, made_by, made_at, until)$
INSERT INTO announcement (session_id, queue_id, text, made_by, made_at, until)
VALUES (:session_id, :queue_id, :text, :made_by, :made_at, :until) RETURNING id;

-- name: insert_announcement_to_one(session_id, ticket_id, text_sealed, made_by, made_at, until)$
INSERT INTO announcement (session_id, ticket_id, text_sealed, made_by, made_at, until)
VALUES (:session_id, :ticket_id, :text_sealed, :made_by, :made_at, :until) RETURNING id;

-- name: live_count(session_id)$
-- Of those that are for more than one person.
SELECT count(*) FROM announcement
WHERE session_id = :session_id AND ticket_id IS NULL AND withdrawn_at IS NULL AND until > app_now();

-- name: live_count_of_ticket(ticket_id)$
SELECT count(*) FROM announcement WHERE ticket_id = :ticket_id AND withdrawn_at IS NULL AND until > app_now();

-- name: announcement_for_update(id)^
-- not null: session_id
SELECT announcement.*, announcement.until <= app_now() AS over FROM announcement WHERE id = :id FOR NO KEY UPDATE;

-- name: announcement_where(id)^
-- not null: session_id
-- Unlocked: tells which queues to lock first. Those of administration are withdrawn there.
SELECT session_id, queue_id, ticket_id FROM announcement WHERE id = :id AND standing IS NULL;

-- name: withdraw_announcement(id, at)!
UPDATE announcement SET withdrawn_at = :at WHERE id = :id;

-- name: live_of_session(session_id)
-- Those of the jornada, and of administration. `queue`: whose line it is for, or where the ticket is now that it is for.
SELECT announcement.id, announcement.text, announcement.text_en, announcement.standing, announcement.text_sealed, announcement.made_at, announcement.until,
       announcement.ticket_id, ticket.number, department.slug, department.name_es, department.name_en, staff.display_name,
       attention.person_id, person.key_wrapped, person.key_epoch
FROM announcement JOIN staff ON staff.id = announcement.made_by
LEFT JOIN ticket ON ticket.id = announcement.ticket_id LEFT JOIN attention ON attention.id = ticket.attention_id
LEFT JOIN person ON person.id = attention.person_id
LEFT JOIN queue ON queue.id = coalesce(announcement.queue_id, ticket.queue_id)
LEFT JOIN department ON department.id = coalesce(queue.department_id, announcement.department_id)
WHERE (announcement.session_id = :session_id OR standing IS NOT NULL) AND withdrawn_at IS NULL
AND announcement.made_at <= app_now() AND until > app_now() ORDER BY announcement.id DESC;

-- name: live_of_queue(session_id, queue_id)
-- Of moderators and of administration.
SELECT id, text, text_en, made_at, until FROM announcement
WHERE (session_id = :session_id AND ticket_id IS NULL AND (queue_id IS NULL OR queue_id = :queue_id)
       OR standing IS NOT NULL AND (department_id IS NULL
                                    OR department_id = (SELECT department_id FROM queue WHERE queue.id = :queue_id)))
AND withdrawn_at IS NULL AND made_at <= app_now() AND until > app_now() ORDER BY id DESC;

-- name: live_of_tickets(tickets)
-- not null: ticket_id, text_sealed
SELECT id, ticket_id, text_sealed, made_at, until FROM announcement
WHERE ticket_id = ANY(:tickets::uuid[]) AND withdrawn_at IS NULL AND until > app_now() ORDER BY id DESC;
