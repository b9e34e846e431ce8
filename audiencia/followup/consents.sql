-- What a person allowed, and takes back or allows again (law, arts. 18-20). Each consent is a row of its own, which stays.

-- name: lock_attention(id)!
SELECT FROM attention WHERE id = :id FOR NO KEY UPDATE;

-- name: person_of(id)^
-- one row
-- not null: person_id
-- Of a case, or of an attention without one; a case of an attention has its id.
SELECT coalesce(case_file.person_id, attention.person_id) AS person_id, case_file.id IS NOT NULL AS has_case
FROM (SELECT :id::uuid AS id) AS asked LEFT JOIN case_file ON case_file.id = asked.id LEFT JOIN attention ON attention.id = asked.id;

-- name: latest(person_id)
-- Of each purpose the newest: whether it still counts.
SELECT DISTINCT ON (purpose) purpose, given_at, revoked_at FROM consent WHERE person_id = :person_id ORDER BY purpose, id DESC;

-- name: counts(person_id, purpose)$
SELECT EXISTS (SELECT FROM consent WHERE person_id = :person_id AND purpose = :purpose AND revoked_at IS NULL);

-- name: give(person_id, purpose, version, hash, now)$
INSERT INTO consent (person_id, purpose, notice_version, notice_hash, given_at, means)
VALUES (:person_id, :purpose, :version, :hash, :now, 'web')
ON CONFLICT (person_id, purpose) WHERE revoked_at IS NULL DO NOTHING RETURNING id;

-- name: withdraw(person_id, purpose, now)$
UPDATE consent SET revoked_at = :now WHERE person_id = :person_id AND purpose = :purpose AND revoked_at IS NULL RETURNING id;
