-- name: token_generation(attention_id)$
-- The generation of a ticket's cookies that is in force.
SELECT token_generation FROM attention WHERE id = :attention_id;

-- name: went_elsewhere(attention_id)$
-- Whether another device took the ticket over, ever.
SELECT device_generation > 0 FROM attention WHERE id = :attention_id;
