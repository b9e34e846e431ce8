-- name: token_generation(attention_id)$
-- The generation of a ticket's cookies that is in force.
SELECT token_generation FROM attention WHERE id = :attention_id;

-- name: went_elsewhere(attention_id)$
-- Whether another device took the ticket over, ever.
SELECT device_generation > 0 FROM attention WHERE id = :attention_id;

-- name: case_generation(case_id)$
-- The generation of a case's secrets that is in force: those of the visit, where it comes from one.
SELECT COALESCE(attention.secret_generation, case_file.secret_generation)
FROM case_file LEFT JOIN attention ON attention.id = case_file.attention_id
JOIN person ON person.id = case_file.person_id
WHERE case_file.id = :case_id;

-- name: knows_relative(token_hash)$
-- one row
-- Until four hours after the stay, as the cookie.
SELECT EXISTS (SELECT FROM relative WHERE relative.token_hash = :token_hash
               AND (relative.ended_at IS NULL OR relative.ended_at > app_now() - interval '4 hours'));
