-- Whom a notice about the own data goes to, and by what they allowed.

-- name: lock_visit(person_id)$
-- While it is locked no consent changes, and it becomes no case.
SELECT id FROM attention WHERE person_id = :person_id FOR NO KEY UPDATE;

-- name: whom(person_id, purposes)^
-- not null: about, has_case, folio, language, agreed
-- Their visit or petition, and whether they agreed to one of these purposes.
SELECT coalesce(attention.id, case_file.id) AS about, case_file.id IS NOT NULL AS has_case,
    coalesce(attention.folio, case_file.folio) AS folio, coalesce(attention.language, case_file.language) AS language, attention.contact_sealed,
    EXISTS (SELECT FROM consent WHERE consent.person_id = person.id AND consent.purpose = ANY(:purposes::text[])
            AND consent.revoked_at IS NULL) AS agreed
FROM person LEFT JOIN attention ON attention.person_id = person.id LEFT JOIN case_file ON case_file.person_id = person.id
WHERE person.id = :person_id AND person.key_wrapped <> '' AND (attention.id IS NOT NULL OR case_file.id IS NOT NULL);
