-- The second step of signing in.

-- name: factors(staff_id)^
-- one row
-- not null: totp, passkeys, codes_left
SELECT EXISTS (SELECT FROM staff_totp WHERE staff_id = :staff_id) AS totp,
    (SELECT count(*) FROM staff_passkey WHERE staff_id = :staff_id) AS passkeys,
    (SELECT count(*) FROM staff_recovery_code WHERE staff_id = :staff_id AND used_at IS NULL) AS codes_left;

-- name: totp(staff_id)^
SELECT salt, last_step FROM staff_totp WHERE staff_id = :staff_id;

-- name: set_totp(staff_id, salt, step)!
INSERT INTO staff_totp (staff_id, salt, last_step) VALUES (:staff_id, :salt, :step)
ON CONFLICT (staff_id) DO UPDATE SET salt = EXCLUDED.salt, last_step = EXCLUDED.last_step, since = app_now();

-- name: use_totp(staff_id, step)$
-- Whether no code of this step or a later one was used.
UPDATE staff_totp SET last_step = :step WHERE staff_id = :staff_id AND last_step < :step RETURNING true;

-- name: remove_totp(staff_id)!
DELETE FROM staff_totp WHERE staff_id = :staff_id;

-- name: remove_passkeys(staff_id)!
DELETE FROM staff_passkey WHERE staff_id = :staff_id;

-- name: insert_codes(staff_id, code_hashes)!
INSERT INTO staff_recovery_code (staff_id, code_hash) SELECT :staff_id::integer, unnest(:code_hashes::bytea[]);

-- name: use_code(staff_id, code_hash)$
UPDATE staff_recovery_code SET used_at = app_now()
WHERE staff_id = :staff_id AND code_hash = :code_hash AND used_at IS NULL RETURNING true;

-- name: remove_codes(staff_id)!
DELETE FROM staff_recovery_code WHERE staff_id = :staff_id;

-- name: insert_step(token_hash, staff_id, needs, lasts)!
INSERT INTO sign_in_step (token_hash, staff_id, needs, expires_at)
VALUES (:token_hash, :staff_id, :needs, app_now() + :lasts::interval);

-- name: step(token_hash)^
-- Whose it is, while it lasts and the account is active.
SELECT staff.id AS staff_id, staff.login, staff.role, step.needs
FROM sign_in_step AS step JOIN staff ON staff.id = step.staff_id
WHERE step.token_hash = :token_hash AND step.expires_at > app_now() AND staff.active;

-- name: take_step(token_hash, needs)$
-- Ends it; gives whose it was, while it lasted.
DELETE FROM sign_in_step WHERE token_hash = :token_hash AND needs = :needs AND expires_at > app_now() RETURNING staff_id;

-- name: end_enrolments(staff_id)!
-- A second step is set up: whoever gave the password alone before that sets up no other one.
DELETE FROM sign_in_step WHERE staff_id = :staff_id AND needs = 'enrol';

-- name: hold(staff_id)!
SELECT FROM staff WHERE id = :staff_id FOR UPDATE;

-- name: sweep_steps()!
DELETE FROM sign_in_step WHERE expires_at < app_now();

-- name: insert_reset(staff_id, reset_by)!
INSERT INTO factor_reset (staff_id, reset_by) VALUES (:staff_id, :reset_by);

-- name: untold_reset(staff_id)$
SELECT max(at) FROM factor_reset WHERE staff_id = :staff_id AND told_at IS NULL;

-- name: told(staff_id)!
UPDATE factor_reset SET told_at = app_now() WHERE staff_id = :staff_id AND told_at IS NULL;
