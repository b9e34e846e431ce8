-- Invitations of staff.

-- name: insert_invitation(staff_id, code_hash, lasts)$
INSERT INTO invitation (staff_id, code_hash, expires_at) VALUES (:staff_id, :code_hash, app_now() + :lasts::interval)
RETURNING expires_at;

-- name: invited(code_hash)^
-- Whose invitation this is, while it counts.
SELECT staff.id, staff.login, staff.display_name AS name, staff.role FROM invitation JOIN staff ON staff.id = invitation.staff_id
WHERE code_hash = :code_hash AND used_at IS NULL AND withdrawn_at IS NULL AND expires_at > app_now() AND staff.active;

-- name: use_invitation(code_hash)$
UPDATE invitation SET used_at = app_now()
WHERE code_hash = :code_hash AND used_at IS NULL AND withdrawn_at IS NULL AND expires_at > app_now() RETURNING staff_id;
