-- name: attention_of_folio(folio)^
SELECT id, secret_generation FROM attention WHERE folio = :folio;

-- name: found_attention(id)^
SELECT attention.id, attention.folio, attention.person_id, attention.secret_generation, attention.token_generation, attention.joined_at,
    attention.outcome, attention.outcome_at, attention.disposition, attention.note_citizen_sealed,
    attention.citizen_says_resolved, attention.said_at, attention.reopened, ticket.number, ticket.state,
    department.name_es AS department_es, department.name_en AS department_en,
    topic.name_es AS topic_es, topic.name_en AS topic_en, app_now() AS now
FROM attention
JOIN ticket ON ticket.attention_id = attention.id
JOIN queue ON queue.id = ticket.queue_id
JOIN department ON department.id = queue.department_id
JOIN topic ON topic.id = attention.topic_id
WHERE attention.id = :id;

-- name: steps_of(attention_id)
-- What was handed over and not taken back, in the order it was given.
SELECT id, due, content_sealed FROM next_step
WHERE attention_id = :attention_id AND removed_at IS NULL
ORDER BY given_at, id;
