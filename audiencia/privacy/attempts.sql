-- name: count_attempt(kind, subject_hash, remembered)$
-- Counts before the check, so that many guesses at once are all counted, and gives how many; null while it has to wait, which
-- counts nothing.
INSERT INTO attempt AS known (kind, subject_hash, failures, last_at)
VALUES (:kind, :subject_hash, 1, app_now())
ON CONFLICT (kind, subject_hash) DO UPDATE SET
    failures = CASE WHEN known.last_at < app_now() - :remembered::interval THEN 1 ELSE known.failures + 1 END,
    blocked_until = NULL, last_at = app_now()
WHERE known.blocked_until IS NULL OR known.blocked_until <= app_now()
RETURNING failures;

-- name: pause(kind, subject_hash, pause)!
-- In the transaction that counted, whose lock holds the row.
UPDATE attempt SET blocked_until = app_now() + :pause::interval WHERE kind = :kind AND subject_hash = :subject_hash;

-- name: wait_of(kind, subject_hash)$
SELECT blocked_until - app_now() FROM attempt
WHERE kind = :kind AND subject_hash = :subject_hash AND blocked_until > app_now();

-- name: was_right(kind, subject_hash)$
SELECT EXISTS (SELECT FROM attempt WHERE kind = :kind AND subject_hash = :subject_hash AND right_at IS NOT NULL);

-- name: note_right(kind, subject_hash)!
INSERT INTO attempt (kind, subject_hash, right_at, last_at) VALUES (:kind, :subject_hash, app_now(), app_now())
ON CONFLICT (kind, subject_hash) DO UPDATE SET failures = 0, blocked_until = NULL, right_at = app_now(), last_at = app_now();

-- name: forget_attempts(kind, subject_hash)!
DELETE FROM attempt WHERE kind = :kind AND subject_hash = :subject_hash;

-- name: sweep_attempts(remembered, known)!
-- Subjects are hashes, and still nothing is kept longer than it serves. A pause is shorter than what is remembered.
DELETE FROM attempt WHERE last_at < app_now() - :remembered::interval
AND (right_at IS NULL OR right_at < app_now() - :known::interval);
