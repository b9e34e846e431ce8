-- name: account_by_login(login)^
SELECT id, role, password_hash FROM staff WHERE login = :login AND active;

-- name: held_account(id)^
-- The same, and nobody changes it until the transaction ends.
SELECT id, role, password_hash FROM staff WHERE id = :id AND active FOR NO KEY UPDATE;

-- name: insert_account(login, display_name, role, department_id, password_hash, stands_in, interpreter_id)$
-- Gives the new id, or nothing when the login is taken.
INSERT INTO staff (login, display_name, role, department_id, password_hash, stands_in, interpreter_id)
VALUES (:login, :display_name, :role, :department_id, :password_hash, :stands_in, :interpreter_id)
ON CONFLICT (login) DO NOTHING
RETURNING id;

-- name: has_administrator()$
SELECT EXISTS (
    SELECT FROM staff LEFT JOIN staff_identity AS known ON known.staff_id = staff.id AND NOT known.withdrawn
    WHERE role = 'administrator' AND active AND (password_hash IS NOT NULL OR known.staff_id IS NOT NULL)
);

-- name: set_password_hash(password_hash, staff_id)!
UPDATE staff SET password_hash = :password_hash WHERE id = :staff_id;

-- name: logins()
SELECT login FROM staff ORDER BY login;

-- name: insert_session(token_hash, staff_id, lasts, browser, system)!
INSERT INTO staff_session (token_hash, staff_id, expires_at, browser, system)
VALUES (:token_hash, :staff_id, app_now() + :lasts::interval, :browser, :system);

-- name: session_identity(token_hash, idle)^
-- Whose session it is, while it lasts and is used, and the account is active. `idle`: minutes without use after which it is over, by role.
-- `unnoted`: a use is to be noted; `unused_for`: how long it lasts without one; `ends_in`: however much it is used.
-- not null: unused_for, ends_in
SELECT staff.id, staff.role, staff.display_name, staff.department_id, department.slug AS department_slug,
    held.last_used_at < app_now() - interval '1 minute' AS unnoted,
    held.last_used_at + make_interval(mins => (:idle::jsonb ->> staff.role)::integer) - app_now() AS unused_for,
    held.expires_at - app_now() AS ends_in
FROM staff_session AS held
JOIN staff ON staff.id = held.staff_id
LEFT JOIN department ON department.id = staff.department_id
WHERE held.token_hash = :token_hash AND held.ended_at IS NULL AND held.expires_at > app_now() AND staff.active
    AND held.last_used_at + make_interval(mins => (:idle::jsonb ->> staff.role)::integer) > app_now();

-- name: note_use(token_hash)!
UPDATE staff_session SET last_used_at = app_now()
WHERE token_hash = :token_hash AND ended_at IS NULL AND last_used_at < app_now() - interval '1 minute';

-- name: end_session(token_hash)$
-- Gives whose session it was, or nothing when it had ended before.
UPDATE staff_session SET ended_at = app_now()
WHERE token_hash = :token_hash AND ended_at IS NULL
RETURNING staff_id;

-- name: end_sessions(staff_id, but)!
UPDATE staff_session SET ended_at = app_now() WHERE staff_id = :staff_id AND ended_at IS NULL AND token_hash <> :but;

-- name: end_steps(staff_id)!
DELETE FROM sign_in_step WHERE staff_id = :staff_id;

-- name: end_one(id, staff_id)$
-- Whether it was this member of staff's, and had not ended.
UPDATE staff_session SET ended_at = app_now() WHERE id = :id AND staff_id = :staff_id AND ended_at IS NULL RETURNING true;

-- name: open_sessions(staff_id, token_hash, idle)
-- Those that last, the one that asks first.
SELECT held.id, browser, system, held.created_at, last_used_at, token_hash = :token_hash AS own
FROM staff_session AS held JOIN staff ON staff.id = held.staff_id
WHERE held.staff_id = :staff_id AND ended_at IS NULL AND expires_at > app_now()
    AND last_used_at + make_interval(mins => (:idle::jsonb ->> staff.role)::integer) > app_now()
ORDER BY token_hash = :token_hash DESC, last_used_at DESC, held.id;

-- name: move_session(token_hash, new_hash, browser, system)$
-- Ends a session that another device takes over and begins that device's own, which lasts no longer than this one would
-- have. Gives whose it is, or nothing when the session had ended.
WITH ended AS (
    UPDATE staff_session SET ended_at = app_now(), moved = true
    WHERE token_hash = :token_hash AND ended_at IS NULL AND expires_at > app_now() RETURNING staff_id, expires_at)
INSERT INTO staff_session (token_hash, staff_id, expires_at, browser, system)
SELECT :new_hash, staff_id, expires_at, :browser, :system FROM ended
RETURNING staff_id;

-- name: session_moved(token_hash)$
SELECT EXISTS (SELECT FROM staff_session WHERE token_hash = :token_hash AND moved);

-- name: sweep_sessions()!
DELETE FROM staff_session WHERE expires_at < app_now() - interval '1 day';
