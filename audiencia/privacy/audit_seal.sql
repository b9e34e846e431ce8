-- The chain over the record of accesses: what is to be sealed, and what was.

-- name: take_turn(lock)$
-- Whether this process seals now: one at a time.
SELECT pg_try_advisory_xact_lock(:lock);

-- name: last()^
SELECT seq, hash, upto, drained_at, made_at, signature FROM audit_checkpoint ORDER BY seq DESC LIMIT 1;

-- name: settled(grace)$
-- Up to here no entry of an honest transaction can appear any more: a run that looked later than `grace` after it found none.
SELECT coalesce(max(upto), 0) FROM (
    SELECT upto FROM audit_checkpoint
    WHERE clock_at < (SELECT clock_at FROM audit_checkpoint ORDER BY seq DESC LIMIT 1) - :grace::interval
    ORDER BY seq DESC LIMIT 1
) AS earlier;

-- name: unsealed(after, at_most)
SELECT id, at, actor_kind, actor_id, action, object_kind, object_id, why FROM audit
WHERE id > :after AND NOT EXISTS (SELECT FROM audit_seal WHERE entry_id = audit.id) ORDER BY id LIMIT :at_most;

-- name: insert_seals(seqs, entry_ids, digests, hashes)!
INSERT INTO audit_seal (seq, entry_id, digest, hash)
SELECT * FROM unnest(:seqs::bigint[], :entry_ids::bigint[], :digests::bytea[], :hashes::bytea[]);

-- name: insert_checkpoint(seq, hash, upto, drained_at, made_at, signature)!
INSERT INTO audit_checkpoint (seq, hash, upto, drained_at, made_at, signature)
VALUES (:seq, :hash, :upto, :drained_at, :made_at, :signature);

-- name: checkpoints(after, at_most)
SELECT seq, hash, upto, drained_at, made_at, signature FROM audit_checkpoint WHERE seq > :after ORDER BY seq LIMIT :at_most;

-- name: links(after, at_most)
SELECT seq, entry_id, digest, hash FROM audit_seal WHERE seq > :after ORDER BY seq LIMIT :at_most;

-- name: entries(ids)
SELECT id, at, actor_kind, actor_id, action, object_kind, object_id, why FROM audit WHERE id = ANY(:ids::bigint[]);

-- name: passed_by(after, upto)$
-- The first entry of a range that no link is for.
SELECT min(id) FROM audit
WHERE id > :after AND id <= :upto AND NOT EXISTS (SELECT FROM audit_seal WHERE entry_id = audit.id);

-- name: compared()^
SELECT at, entries, flaw, seq, entry_id FROM audit_comparison;

-- name: comparison_due(older, now)$
-- One from the future is of a clock that was set back since.
SELECT NOT EXISTS (SELECT FROM audit_comparison WHERE at > :older AND at <= :now);

-- name: note_comparison(at, entries, flaw, seq, entry_id)!
INSERT INTO audit_comparison (at, entries, flaw, seq, entry_id) VALUES (:at, :entries, :flaw, :seq, :entry_id)
ON CONFLICT (one) DO UPDATE
SET at = excluded.at, entries = excluded.entries, flaw = excluded.flaw, seq = excluded.seq, entry_id = excluded.entry_id;
