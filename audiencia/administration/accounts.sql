-- Accounts of staff, as the administration keeps them.

-- name: department_id(slug)$
-- nullable: slug
SELECT id FROM department WHERE slug = :slug AND active;

-- name: interpreter_id(code)$
SELECT id FROM interpreter WHERE code = :code;

-- name: account_of_interpreter(interpreter_id, but)$
-- Whether another account of this interpreter is active.
SELECT EXISTS (SELECT FROM staff WHERE interpreter_id = :interpreter_id AND active AND id <> :but);

-- name: lock_accounts(id)
-- This one and all administrators, by id: two of them never close each other's account at once.
-- `by_provider`: somebody of the identity provider, who has no password here.
-- not null: by_provider
SELECT id, role, active, password_hash IS NOT NULL AS enters, interpreter_id,
    EXISTS (SELECT FROM staff_identity AS known WHERE known.staff_id = staff.id) AS by_provider FROM staff
WHERE id = :id OR role = 'administrator' ORDER BY id FOR NO KEY UPDATE;

-- name: write_active(active, id)!
UPDATE staff SET active = :active WHERE id = :id;

-- name: write_withdrawn(withdrawn, staff_id)!
-- Whether a group of the identity provider opens the account again; no row of one that has a password.
UPDATE staff_identity SET withdrawn = :withdrawn WHERE staff_id = :staff_id;

-- name: withdraw_invitation(staff_id)!
UPDATE invitation SET withdrawn_at = app_now() WHERE staff_id = :staff_id AND used_at IS NULL AND withdrawn_at IS NULL;

-- name: rooms_of(staff_id)
-- Rooms whose console is to look at once whether it may stay.
SELECT room.id FROM room JOIN session ON session.id = room.session_id
WHERE room.director_id = :staff_id AND session.state <> 'closed' ORDER BY room.id;

-- name: account(id)^
-- one row
-- not null: by_provider
SELECT login, display_name AS name, password_hash, active,
    EXISTS (SELECT FROM staff_identity AS known WHERE known.staff_id = staff.id) AS by_provider FROM staff WHERE id = :id;

-- name: write_account(id, name, role, department_id, stands_in, active)!
UPDATE staff SET display_name = :name, role = :role, department_id = :department_id, stands_in = :stands_in, active = :active
WHERE id = :id;

-- name: room_open(staff_id)$
-- Whether this director attends, or could be given somebody at any moment.
SELECT EXISTS (SELECT FROM room JOIN session ON session.id = room.session_id
               WHERE room.director_id = :staff_id AND session.state <> 'closed' AND room.state <> 'closed');

-- name: leave_rosters(staff_id)!
DELETE FROM roster USING session
WHERE session.id = roster.session_id AND session.state IN ('planned', 'lobby', 'open') AND roster.staff_id = :staff_id;

-- name: open_queues(slugs)
-- The lines of these departments that somebody may be looking at.
SELECT queue.id FROM queue JOIN session ON session.id = queue.session_id JOIN department ON department.id = queue.department_id
WHERE session.state <> 'closed' AND department.slug = ANY(:slugs::text[]) ORDER BY queue.id;
