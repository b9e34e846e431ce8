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

-- name: files(person_id)
-- Of their case, and of a visit that became none.
SELECT id, bytes, name_sealed FROM case_attachment WHERE id IN (
    SELECT one.id FROM case_attachment AS one JOIN case_file ON case_file.id = one.case_id WHERE case_file.person_id = :person_id
    UNION ALL
    SELECT one.id FROM case_attachment AS one JOIN attention ON attention.id = one.attention_id WHERE attention.person_id = :person_id)
ORDER BY at, id;

-- name: file(id, person_id)^
SELECT one.media_type, one.name_sealed, one.content_sealed FROM case_attachment AS one
LEFT JOIN case_file ON case_file.id = one.case_id LEFT JOIN attention ON attention.id = one.attention_id
WHERE one.id = :id AND coalesce(case_file.person_id, attention.person_id) = :person_id;
