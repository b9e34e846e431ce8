-- The list of accounts, and what a new one is made from.

-- name: accounts(patterns, roles, role_names, english, by, descending, at_most, skip)
-- A page of those in which each pattern is found (of texts without capitals and accents); a page behind the end is the last one.
-- `role_names`: what `roles` are called, in the order in which they are sorted. `total`: how many there are.
-- not null: id, login, name, role, active, stands_in, has_password, by_provider, second_step, total
WITH listed AS (
    SELECT staff.id, staff.login, staff.display_name AS name, staff.role, staff.active, staff.stands_in,
        department.name_es AS department_es, department.name_en AS department_en,
        interpreter.name_es AS interpreter_es, interpreter.name_en AS interpreter_en,
        staff.password_hash IS NOT NULL AS has_password,
        EXISTS (SELECT FROM staff_identity WHERE staff_identity.staff_id = staff.id) AS by_provider,
        EXISTS (SELECT FROM staff_totp WHERE staff_totp.staff_id = staff.id)
            OR EXISTS (SELECT FROM staff_passkey WHERE staff_passkey.staff_id = staff.id) AS second_step, invitation.expires_at AS invited_until,
        invitation.expires_at <= app_now() AS invitation_over,
        (SELECT max(at) FROM audit WHERE action = 'signed_in' AND object_kind = 'staff' AND object_id = staff.id::text) AS last_in,
        array_position(:roles::text[], staff.role) AS role_place,
        unaccent(lower(coalesce(CASE WHEN :english THEN department.name_en ELSE department.name_es END, ''))) AS department_plain
    FROM staff LEFT JOIN department ON department.id = staff.department_id
    LEFT JOIN interpreter ON interpreter.id = staff.interpreter_id
    LEFT JOIN invitation ON invitation.staff_id = staff.id AND invitation.used_at IS NULL AND invitation.withdrawn_at IS NULL
), fitting AS (
    SELECT *, CASE :by::text
        WHEN 'name' THEN unaccent(lower(name))
        WHEN 'role' THEN lpad(role_place::text, 3, '0')
        WHEN 'department' THEN department_plain
        WHEN 'last_in' THEN coalesce(to_char(last_in AT TIME ZONE 'UTC', 'YYYYMMDDHH24MISSUS'), '')
        WHEN 'state' THEN concat(NOT active, NOT (has_password OR by_provider))
    END AS place
    FROM listed
    WHERE unaccent(lower(concat_ws(' ', name, login, (:role_names::text[])[role_place]))) || ' ' || department_plain LIKE ALL(:patterns::text[])
)
SELECT id, login, name, role, active, stands_in, department_es, department_en, interpreter_es, interpreter_en, has_password, by_provider, second_step,
    invited_until, invitation_over, last_in, (SELECT count(*) FROM fitting) AS total
FROM fitting
ORDER BY CASE WHEN NOT :descending THEN place END, CASE WHEN :descending THEN place END DESC, unaccent(lower(name)), login
LIMIT :at_most OFFSET least(:skip, greatest(0, ((SELECT count(*) FROM fitting) - 1) / :at_most * :at_most));

-- name: choices_of_departments()
SELECT slug AS code, name_es, name_en FROM department WHERE active ORDER BY ordinal, id;

-- name: choices_of_interpreters()
-- Those who have no account that is active.
SELECT code, name_es, name_en FROM interpreter WHERE NOT EXISTS (
    SELECT FROM staff WHERE staff.interpreter_id = interpreter.id AND staff.active) ORDER BY id;
