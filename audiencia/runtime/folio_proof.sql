-- name: object_of_folio(folio)^
-- A visit, or a petition that was sent without one: what comes from a visit has its id, folio and secrets.
SELECT id, secret_generation, false AS petition FROM attention WHERE folio = :folio
UNION ALL
SELECT id, secret_generation, true FROM case_file WHERE folio = :folio AND attention_id IS NULL;
