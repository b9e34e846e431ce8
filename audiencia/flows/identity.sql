-- name: secret_generation$
-- The generation of a ticket's secrets that is in force.
SELECT secret_generation FROM attention WHERE id = :attention_id;
