-- name: found_attention(id)^
-- not null: topic_es, topic_en, of_complaint
-- nullable: folio, number, ticket_id
SELECT attention.id, attention.folio, attention.person_id, attention.secret_generation, attention.token_generation, attention.joined_at,
    attention.outcome, attention.outcome_at, attention.disposition, attention.note_citizen_sealed,
    attention.citizen_says_resolved, attention.said_at, attention.reopened, attention.not_resolved_why, attention.not_resolved_sealed,
    attention.rating, ticket.number, ticket.state,
    department.name_es AS department_es, department.name_en AS department_en,
    topic_there.name_es AS topic_es, topic_there.name_en AS topic_en, app_now() AS now,
    (SELECT folio FROM case_file WHERE id = attention.about_case AND kind <> 'complaint') AS about_folio,
    is_of_complaint(attention) AS of_complaint,
    booking.called_off_at, booking.held_at, session.day, session.called_off_why, session.called_off_es, session.called_off_en
FROM attention
JOIN ticket ON ticket.attention_id = attention.id
JOIN queue ON queue.id = ticket.queue_id
JOIN department ON department.id = queue.department_id
JOIN topic_there ON topic_there.topic_id = attention.topic_id AND topic_there.department_id = queue.department_id
JOIN session ON session.id = ticket.session_id
LEFT JOIN booking ON booking.ticket_id = ticket.id
WHERE attention.id = :id;
