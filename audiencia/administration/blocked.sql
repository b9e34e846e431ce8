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

-- name: sealed_of(person_id)
-- not null: place, object_id, sealed
-- What is read of a person, in the order in which it came, each with the place under which it was sealed.
SELECT place, object_id, sealed FROM (
    SELECT joined_at AS at, one.place, id AS object_id, one.sealed FROM attention CROSS JOIN LATERAL (VALUES
        ('attention.name', name_sealed), ('attention.matter', matter_sealed), ('attention.contact', contact_sealed),
        ('attention.phone', phone_sealed), ('attention.adjustments', adjustments_sealed), ('attention.note_citizen', note_citizen_sealed),
        ('attention.note_internal', note_internal_sealed), ('attention.not_resolved', not_resolved_sealed)) AS one (place, sealed)
    WHERE person_id = :person_id
    UNION ALL
    SELECT made_at, one.place, id, one.sealed FROM case_file CROSS JOIN LATERAL (VALUES
        ('case.name', name_sealed), ('case.matter', matter_sealed), ('case.place', place_sealed), ('case.contact', contact_sealed),
        ('case.behalf', behalf_sealed)) AS one (place, sealed)
    WHERE person_id = :person_id
    UNION ALL
    SELECT asked_at, 'further_matter.matter', further_matter.id, further_matter.matter_sealed
    FROM further_matter JOIN attention ON attention.id = attention_id WHERE person_id = :person_id
    UNION ALL
    SELECT began_at, 'leg.note', leg.id, leg.note_sealed FROM leg JOIN attention ON attention.id = attention_id WHERE person_id = :person_id
    UNION ALL
    SELECT made_at, 'commitment.text', commitment.id, text_sealed
    FROM commitment JOIN attention ON attention.id = attention_id WHERE person_id = :person_id
    UNION ALL
    SELECT given_at, 'next_step.content', next_step.id, content_sealed
    FROM next_step JOIN attention ON attention.id = attention_id WHERE person_id = :person_id
    UNION ALL
    SELECT at, 'case_message.content', case_message.id, content_sealed
    FROM case_message JOIN case_file ON case_file.id = case_id WHERE person_id = :person_id
    UNION ALL
    SELECT at, 'attachment.name', case_attachment.id, case_attachment.name_sealed
    FROM case_attachment JOIN case_file ON case_file.id = case_id WHERE person_id = :person_id
) AS kept WHERE sealed IS NOT NULL AND length(sealed) > 0 ORDER BY at, place, object_id;
