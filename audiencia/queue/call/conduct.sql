-- Calls that were ended for conduct, their reviews, and what citizens report of officials.

-- name: insert_ending(id, session_id, queue_id, room_id, ticket_id, attention_id, reason, ended_at, ended_by)!
INSERT INTO conduct_ending (id, session_id, queue_id, room_id, ticket_id, attention_id, reason, ended_at, ended_by)
VALUES (:id, :session_id, :queue_id, :room_id, :ticket_id, :attention_id, :reason, :ended_at, :ended_by);

-- name: ending_where(id)^
-- one row
-- Unlocked: tells which session and queue to lock. `line`: where the ticket is now.
SELECT conduct_ending.session_id, conduct_ending.attention_id, conduct_ending.ticket_id, ticket.queue_id AS line
FROM conduct_ending JOIN ticket ON ticket.id = conduct_ending.ticket_id WHERE conduct_ending.id = :id;

-- name: ending_for_update(id)^
-- one row
-- Under the queue's lock; with who reviewed it.
SELECT conduct_ending.review, staff.display_name AS reviewer
FROM conduct_ending LEFT JOIN staff ON staff.id = conduct_ending.reviewed_by
WHERE conduct_ending.id = :id FOR NO KEY UPDATE OF conduct_ending;

-- name: write_review(review, at, by, note_sealed, id)!
UPDATE conduct_ending SET review = :review, reviewed_at = :at, reviewed_by = :by, note_sealed = :note_sealed WHERE id = :id;

-- name: endings_of_session(session_id)
-- Those of a jornada, and those of earlier ones that nobody reviewed yet, the newest first.
SELECT conduct_ending.id, conduct_ending.reason, conduct_ending.ended_at, conduct_ending.review, conduct_ending.reviewed_at,
       staff.display_name AS reviewer, ticket.number, department.name_es, department.name_en, department.slug
FROM conduct_ending JOIN ticket ON ticket.id = conduct_ending.ticket_id
JOIN queue ON queue.id = conduct_ending.queue_id JOIN department ON department.id = queue.department_id
LEFT JOIN staff ON staff.id = conduct_ending.reviewed_by
WHERE conduct_ending.session_id = :session_id OR conduct_ending.review IS NULL ORDER BY conduct_ending.ended_at DESC, conduct_ending.id
LIMIT 100;

-- name: count_reports_of_session(session_id)$
SELECT count(*) FROM conduct_report WHERE session_id = :session_id;

-- name: last_call(attention_id)^
-- not null: room_id
-- In whose room the citizen was last, and how often they have reported somebody.
SELECT leg.room_id, (SELECT count(*) FROM conduct_report WHERE conduct_report.attention_id = :attention_id) AS reports
FROM leg WHERE leg.attention_id = :attention_id AND leg.call_began_at IS NOT NULL ORDER BY leg.call_began_at DESC LIMIT 1;

-- name: insert_report(id, session_id, attention_id, room_id, reason, text_sealed, made_at)!
INSERT INTO conduct_report (id, session_id, attention_id, room_id, reason, text_sealed, made_at)
VALUES (:id, :session_id, :attention_id, :room_id, :reason, :text_sealed, :made_at);
