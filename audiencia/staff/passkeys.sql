-- Passkeys of staff.

-- name: passkeys(staff_id)
SELECT id, credential_id, name, since, last_used_at FROM staff_passkey WHERE staff_id = :staff_id ORDER BY id;

-- name: by_credential(credential_id)^
-- Whose it is, while the account is active.
-- not null: by_provider
SELECT passkey.id, passkey.staff_id, passkey.public_key, passkey.sign_count,
    EXISTS (SELECT FROM staff_identity AS known WHERE known.staff_id = passkey.staff_id) AS by_provider
FROM staff_passkey AS passkey JOIN staff ON staff.id = passkey.staff_id
WHERE passkey.credential_id = :credential_id AND staff.active;

-- name: insert_passkey(staff_id, credential_id, public_key, sign_count, name)$
-- Whether nobody had it.
INSERT INTO staff_passkey (staff_id, credential_id, public_key, sign_count, name)
VALUES (:staff_id, :credential_id, :public_key, :sign_count, :name)
ON CONFLICT (credential_id) DO NOTHING RETURNING true;

-- name: note_use(id, sign_count)$
-- Whether it is still there.
UPDATE staff_passkey SET sign_count = :sign_count, last_used_at = app_now() WHERE id = :id RETURNING true;

-- name: remove_passkey(id, staff_id)$
-- Whether it was this member of staff's.
DELETE FROM staff_passkey WHERE id = :id AND staff_id = :staff_id RETURNING true;
