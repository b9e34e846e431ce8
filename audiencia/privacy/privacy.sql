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

-- name: lock_old_keys(newest, after, at_most)
-- Keys under an earlier epoch than the newest, to be wrapped again; some at a time, so that nobody waits long.
SELECT id, key_wrapped, key_epoch FROM person WHERE id > :after AND key_epoch < :newest AND key_wrapped <> ''
ORDER BY id LIMIT :at_most FOR UPDATE;

-- name: oldest_epoch()$
-- Under which somebody's key still is.
SELECT min(key_epoch) FROM person WHERE key_wrapped <> '';

-- name: rewrap_person(key_wrapped, key_epoch, person_id)!
UPDATE person SET key_wrapped = :key_wrapped, key_epoch = :key_epoch WHERE id = :person_id;

-- name: erase_key(person_id)!
-- An empty key is a destroyed one: the row stays, because the log's entries point to it.
UPDATE person SET key_wrapped = '' WHERE id = :person_id;

-- name: insert_consents(person_id, given_at, means, witness, purposes, versions, hashes)!
-- One row per purpose: what was agreed to, under which text, when, by which means and before whom.
INSERT INTO consent (person_id, purpose, notice_version, notice_hash, given_at, means, witness)
SELECT :person_id, purpose, version, hash, :given_at, :means, :witness
FROM unnest(:purposes::text[], :versions::text[], :hashes::text[]) AS given (purpose, version, hash);
