-- Blocked data that were read for somebody outside of the municipality, from the record of accesses.

-- name: handed_over()
-- Blocked data that a court or an authority asked for; the newest first.
SELECT audit.at, audit.why, audit.object_kind, audit.object_id, staff.display_name AS name
FROM audit JOIN staff ON staff.id = audit.actor_id
WHERE audit.action IN ('blocked_read', 'blocked_file_taken') AND audit.why IN ('court', 'authority') ORDER BY audit.at DESC;
