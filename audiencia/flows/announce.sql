-- name: insert_announcement(session_id, queue_id, text, made_by, made_at, until)$
INSERT INTO announcement (session_id, queue_id, text, made_by, made_at, until)
VALUES (:session_id, :queue_id, :text, :made_by, :made_at, :until) RETURNING id;

-- name: live_count(session_id)$
SELECT count(*) FROM announcement WHERE session_id = :session_id AND withdrawn_at IS NULL AND until > app_now();

-- name: announcement_for_update(id)^
SELECT announcement.*, announcement.until <= app_now() AS over FROM announcement WHERE id = :id FOR UPDATE;

-- name: announcement_where(id)^
-- Unlocked: tells which queues to lock first.
SELECT session_id, queue_id FROM announcement WHERE id = :id;

-- name: withdraw_announcement(id, at)!
UPDATE announcement SET withdrawn_at = :at WHERE id = :id;

-- name: live_of_session(session_id)
SELECT announcement.id, announcement.text, announcement.made_at, announcement.until, department.slug, department.name_es,
       department.name_en, staff.display_name
FROM announcement JOIN staff ON staff.id = announcement.made_by LEFT JOIN queue ON queue.id = announcement.queue_id
LEFT JOIN department ON department.id = queue.department_id
WHERE announcement.session_id = :session_id AND withdrawn_at IS NULL AND until > app_now() ORDER BY announcement.id DESC;

-- name: live_of_queue(session_id, queue_id)
SELECT id, text, made_at, until FROM announcement
WHERE session_id = :session_id AND (queue_id IS NULL OR queue_id = :queue_id) AND withdrawn_at IS NULL AND until > app_now()
ORDER BY id DESC;
