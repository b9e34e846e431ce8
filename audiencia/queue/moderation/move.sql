-- name: tickets_where(ids)
-- Where tickets are now, unlocked: tells which queues to lock first.
SELECT id, queue_id, session_id FROM ticket WHERE id = ANY(:ids::uuid[]);

-- name: tickets_for_update(ids)
-- By id, so that two commands never cross.
SELECT ticket.*, passes_of(ticket) AS passes FROM ticket WHERE id = ANY(:ids::uuid[]) ORDER BY id FOR NO KEY UPDATE;

-- name: who_would_wait_twice(queue_id, ids)
-- Those of these tickets whose browser has another number in that line, or is among these twice (invariant 1).
SELECT DISTINCT own.number FROM ticket AS own JOIN ticket AS other ON other.device_index = own.device_index AND other.id <> own.id
WHERE own.id = ANY(:ids::uuid[]) AND (other.queue_id = :queue_id OR other.id = ANY(:ids::uuid[]))
AND other.state NOT IN ('served', 'left', 'cancelled', 'lapsed', 'carried_over', 'no_show', 'outcome_pending') ORDER BY own.number;

-- name: complaint_among(queue_id, ids)$
-- Whether one of these tickets may not wait in that line.
SELECT coalesce(bool_or(complaint_stays(attention_id, :queue_id)), false) FROM ticket WHERE id = ANY(:ids::uuid[]);
