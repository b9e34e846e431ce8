-- name: count_attempt(kind, subject_hash, quiet, allowed)^
-- Counts before the check, so that many guesses at once are all counted. A quiet window, or the end of a block, forgets.
INSERT INTO attempt AS known (kind, subject_hash, failures, last_at)
VALUES (:kind, :subject_hash, 1, app_now())
ON CONFLICT (kind, subject_hash) DO UPDATE SET
    failures = CASE
        WHEN known.blocked_until > app_now() THEN known.failures
        WHEN known.blocked_until <= app_now() OR known.last_at < app_now() - :quiet::interval THEN 1
        ELSE known.failures + 1 END,
    blocked_until = CASE
        WHEN known.blocked_until > app_now() THEN known.blocked_until
        WHEN known.blocked_until <= app_now() OR known.last_at < app_now() - :quiet::interval THEN NULL
        WHEN known.failures + 1 > :allowed THEN app_now() + :quiet::interval END,
    last_at = app_now()
RETURNING failures, blocked_until, app_now() AS now;

-- name: forget_attempts(kind, subject_hashes)!
DELETE FROM attempt WHERE kind = :kind AND subject_hash = ANY (:subject_hashes::bytea[]);

-- name: sweep_attempts()!
-- Subjects are hashes, and still nothing is kept longer than it serves.
DELETE FROM attempt WHERE last_at < app_now() - interval '1 day' AND (blocked_until IS NULL OR blocked_until < app_now());
