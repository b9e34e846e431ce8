-- name: insert_person(person_id, key_wrapped, key_epoch)$
-- A person exists for one attention alone, with a key of its own. Nothing under an epoch that is over.
INSERT INTO person (id, key_wrapped, key_epoch)
SELECT :person_id::uuid, :key_wrapped::bytea, :key_epoch::integer
WHERE :key_epoch::integer >= coalesce((SELECT epoch FROM installation), 0) RETURNING true;

-- name: epoch_in_force()$
-- one row
SELECT epoch FROM installation;

-- name: person_keys(person_ids)
-- The wrapped keys of several persons at once.
SELECT id, key_wrapped, key_epoch FROM person WHERE id = ANY (:person_ids::uuid[]) AND key_wrapped <> '';

-- name: next_leaves()$
-- Which block of leaves this process gives to those who come.
SELECT nextval('key_leaf_block');

-- name: lock_old_keys(newest, after, at_most)
-- not null: key_wrapped
-- Keys under an earlier epoch than the newest, to be wrapped again; some at a time, so that nobody waits long.
SELECT id, coalesce(blocked_key, key_wrapped) AS key_wrapped, key_epoch FROM person
WHERE id > :after AND key_epoch < :newest AND (key_wrapped <> '' OR blocked_key IS NOT NULL)
ORDER BY id LIMIT :at_most FOR UPDATE;

-- name: oldest_epoch()$
-- Under which somebody's key still is.
SELECT min(key_epoch) FROM person WHERE key_wrapped <> '' OR blocked_key IS NOT NULL;

-- name: rewrap_person(key_wrapped, key_epoch, person_id)!
UPDATE person SET key_wrapped = CASE WHEN blocked_key IS NULL THEN :key_wrapped::bytea ELSE '' END,
    blocked_key = CASE WHEN blocked_key IS NOT NULL THEN :key_wrapped::bytea END, key_epoch = :key_epoch
WHERE id = :person_id;

-- name: lock_key(person_id)^
-- not null: key_wrapped
-- Where it is: of who is blocked, apart.
SELECT coalesce(blocked_key, key_wrapped) AS key_wrapped, key_epoch FROM person WHERE id = :person_id FOR UPDATE;

-- name: erase_key(person_id, leaf)!
-- nullable: leaf
-- An empty key is a destroyed one: the row stays, because the log's entries point to it.
UPDATE person SET key_wrapped = '', blocked_key = NULL, suppressed_at = app_now(), key_leaf = :leaf
WHERE id = :person_id AND suppressed_at IS NULL;

-- name: suppressed_leaves(since)
-- not null: key_leaf, suppressed_at
-- Leaves that are in no folder of keys any more.
SELECT key_leaf, suppressed_at FROM person WHERE key_leaf IS NOT NULL AND suppressed_at >= :since ORDER BY suppressed_at;

-- name: insert_consents(person_id, given_at, means, witness, purposes, versions, hashes)!
-- One row per purpose: what was agreed to, under which text, when, by which means and before whom.
INSERT INTO consent (person_id, purpose, notice_version, notice_hash, given_at, means, witness)
SELECT :person_id, purpose, version, hash, :given_at, :means, :witness
FROM unnest(:purposes::text[], :versions::text[], :hashes::text[]) AS given (purpose, version, hash)
ON CONFLICT (person_id, purpose) WHERE revoked_at IS NULL DO NOTHING;
