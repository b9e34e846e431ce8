-- name: secret_generation(attention_id)$
-- The generation of a ticket's secrets that is in force.
SELECT secret_generation FROM attention WHERE id = :attention_id;
