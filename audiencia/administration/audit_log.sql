-- The record of accesses, as the auditor reads it: ids of objects are pseudonyms, and nothing in it is personal.

-- name: entries(before, action, staff_id, from_at, until_at, at_most, skip)
-- The newest first, those before an id alone.
SELECT audit.id, audit.at, audit.actor_kind, audit.actor_id, audit.action, audit.object_kind, audit.object_id, audit.why,
       staff.display_name AS name, staff.role
FROM audit LEFT JOIN staff ON staff.id = audit.actor_id
WHERE (:before::bigint IS NULL OR audit.id < :before) AND (:action::text IS NULL OR audit.action = :action)
AND (:staff_id::integer IS NULL OR audit.actor_id = :staff_id)
AND (:from_at::timestamptz IS NULL OR audit.at >= :from_at) AND (:until_at::timestamptz IS NULL OR audit.at < :until_at)
ORDER BY audit.id DESC LIMIT :at_most OFFSET :skip;

-- name: oldest_entries(before, action, staff_id, from_at, until_at, at_most, skip)
-- The same, the oldest first: each of both orders walks an index.
SELECT audit.id, audit.at, audit.actor_kind, audit.actor_id, audit.action, audit.object_kind, audit.object_id, audit.why,
       staff.display_name AS name, staff.role
FROM audit LEFT JOIN staff ON staff.id = audit.actor_id
WHERE (:before::bigint IS NULL OR audit.id < :before) AND (:action::text IS NULL OR audit.action = :action)
AND (:staff_id::integer IS NULL OR audit.actor_id = :staff_id)
AND (:from_at::timestamptz IS NULL OR audit.at >= :from_at) AND (:until_at::timestamptz IS NULL OR audit.at < :until_at)
ORDER BY audit.id LIMIT :at_most OFFSET :skip;

-- name: counted(before, action, staff_id, from_at, until_at, most)$
-- How many of them there are; `most` and no more are counted.
SELECT count(*) FROM (
    SELECT FROM audit
    WHERE (:before::bigint IS NULL OR audit.id < :before) AND (:action::text IS NULL OR audit.action = :action)
    AND (:staff_id::integer IS NULL OR audit.actor_id = :staff_id)
    AND (:from_at::timestamptz IS NULL OR audit.at >= :from_at) AND (:until_at::timestamptz IS NULL OR audit.at < :until_at)
    ORDER BY audit.id DESC LIMIT :most
) AS counted;

-- name: newest()$
SELECT coalesce(max(id), 0) FROM audit;

-- name: everybody()
-- Who may stand in it.
SELECT id, display_name AS name, role FROM staff ORDER BY display_name, id;
