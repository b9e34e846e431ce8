-- Challenges of a sign-in that were answered.

-- name: use_challenge(challenge, lasts)$
-- Whether it was not used before.
INSERT INTO challenge_used (challenge, expires_at) VALUES (:challenge, app_now() + :lasts::interval)
ON CONFLICT (challenge) DO NOTHING RETURNING true;

-- name: sweep_challenges()!
DELETE FROM challenge_used WHERE expires_at < app_now();
