-- name: of_audience(id)^
-- What a call left to those who go on with it.
SELECT id, outcome, disposition, outcome_at, note_citizen_sealed, note_internal_sealed, citizen_says_resolved,
    not_resolved_why, not_resolved_sealed, rating
FROM attention WHERE id = :id;

-- name: steps_of(attention_id)
-- What was handed over and not taken back, in the order it was given.
SELECT id, due, content_sealed FROM next_step
WHERE attention_id = :attention_id AND removed_at IS NULL
ORDER BY given_at, id;
