-- name: word_for_update(id)^
-- one row
-- What the citizen said of the attention, and what it stands against; under the ticket's lock.
SELECT attention.id, attention.outcome, attention.outcome_at, attention.citizen_says_resolved, attention.said_at,
       attention.reopened, attention.not_resolved_why, attention.not_resolved_sealed, attention.person_id, app_now() AS now
FROM attention WHERE attention.id = :id FOR NO KEY UPDATE;

-- name: ticket_of_attention(id)$
SELECT id FROM ticket WHERE attention_id = :id;

-- name: write_word(resolved, reopened, now, why, text_sealed, id)!
-- The director's outcome stays as it was recorded beside it: both figures are kept.
UPDATE attention SET citizen_says_resolved = :resolved, said_at = :now, reopened = :reopened, not_resolved_why = :why,
    not_resolved_sealed = :text_sealed
WHERE id = :id;

-- name: write_visit_rating(rating, id)!
UPDATE attention SET rating = :rating WHERE id = :id;
