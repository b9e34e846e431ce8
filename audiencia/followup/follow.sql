-- name: found_attention(id)^
SELECT attention.id, attention.folio, attention.person_id, attention.secret_generation, attention.token_generation, attention.joined_at,
    attention.outcome, attention.outcome_at, attention.disposition, attention.note_citizen_sealed,
    attention.citizen_says_resolved, attention.said_at, attention.reopened, ticket.number, ticket.state,
    department.name_es AS department_es, department.name_en AS department_en,
    topic.name_es AS topic_es, topic.name_en AS topic_en, app_now() AS now,
    (SELECT folio FROM case_file WHERE id = attention.about_case AND kind <> 'complaint') AS about_folio,
    booking.called_off_at, booking.held_at, session.day, session.called_off_why, session.called_off_es, session.called_off_en
FROM attention
JOIN ticket ON ticket.attention_id = attention.id
JOIN queue ON queue.id = ticket.queue_id
JOIN department ON department.id = queue.department_id
JOIN topic ON topic.id = attention.topic_id
JOIN session ON session.id = ticket.session_id
LEFT JOIN booking ON booking.ticket_id = ticket.id
WHERE attention.id = :id;

-- name: steps_of(attention_id)
-- What was handed over and not taken back, in the order it was given.
SELECT id, due, content_sealed FROM next_step
WHERE attention_id = :attention_id AND removed_at IS NULL
ORDER BY given_at, id;

-- name: object_of_folio(folio)^
-- A visit, or a petition that was sent without one: what comes from a visit has its id, folio and secrets.
SELECT id, secret_generation, false AS petition FROM attention WHERE folio = :folio
UNION ALL
SELECT id, secret_generation, true FROM case_file WHERE folio = :folio AND attention_id IS NULL;
