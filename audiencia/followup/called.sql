-- name: brought_along(ids, director)
-- not null: withdrawn
-- Cases with their newest answer; a complaint only for the department that has it.
SELECT case_file.id, case_file.folio, case_file.person_id, case_file.state, case_file.subject, case_file.matter_sealed,
    case_file.received_on, case_file.due_on, case_file.answered_at, department.name_es AS department_es,
    department.name_en AS department_en, topic.name_es AS topic_es, topic.name_en AS topic_en,
    coalesce(case_file.conclusion IN ('withdrawn', 'guardian_withdrew'), false) AS withdrawn,
    answer.id AS answer_id, answer.content_sealed AS answer_sealed
FROM case_file
JOIN department ON department.id = case_file.department_id
LEFT JOIN topic ON topic.id = case_file.topic_id
LEFT JOIN LATERAL (SELECT id, content_sealed FROM case_message WHERE case_id = case_file.id AND kind = 'answer'
                   ORDER BY at DESC, id LIMIT 1) AS answer ON true
WHERE case_file.id = ANY(:ids::uuid[]) AND NOT case_file.blocked
AND (case_file.kind <> 'complaint' OR case_file.department_id = (SELECT department_id FROM staff WHERE id = :director))
ORDER BY case_file.made_at, case_file.id;

-- name: case_in_room(room_id, ticket_id)$
-- What the person came to talk about whom this room holds, from the answer to the call until the result is recorded.
SELECT attention.about_case FROM reservation JOIN ticket ON ticket.id = reservation.ticket_id
JOIN attention ON attention.id = ticket.attention_id
WHERE reservation.room_id = :room_id AND reservation.ended_at IS NULL AND reservation.answered_at IS NOT NULL
AND ticket.id = :ticket_id;
