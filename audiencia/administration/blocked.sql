-- Blocked data, for the office of personal data alone.

-- name: blocked_person(folio)^
-- not null: blocked_at, blocked_for
-- By the folio of the visit or of the case.
SELECT person.id, person.blocked_at, person.blocked_for, found.kind, found.id AS object_id
FROM (
    SELECT 'attention' AS kind, id, person_id, folio FROM attention
    UNION ALL SELECT 'case', id, person_id, folio FROM case_file WHERE attention_id IS NULL
) AS found JOIN person ON person.id = found.person_id
WHERE found.folio = :folio AND person.blocked_key IS NOT NULL;
