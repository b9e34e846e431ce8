-- What the live views are made of. Read together in one repeatable-read transaction, so that a view never mixes two moments.

-- name: queue_facts(queue_id)^
SELECT queue.*, department.slug, department.prefix,
       department.name_es, department.name_en, app_now() AS now,
       (SELECT count(*) FROM ticket WHERE ticket.queue_id = queue.id AND ticket.state = 'served') AS attended
FROM queue JOIN department ON department.id = queue.department_id WHERE queue.id = :queue_id;

-- name: session_by_id(id)^
SELECT * FROM session WHERE id = :id;

-- name: ticket_facts(queue_id, ids)
-- Everybody active in the queue, and these tickets wherever they are now (`ids`: people who look at them).
SELECT ticket.*, passes_of(ticket) AS passes, attention.person_id, attention.folio, attention.secret_generation, attention.language,
       attention.devices, attention.name_sealed, attention.matter_sealed, attention.contact_sealed,
       attention.adjustments_sealed, attention.outcome, attention.disposition, attention.note_citizen_sealed,
       attention.outcome_at, person.key_wrapped, person.key_epoch,
       topic.name_es AS topic_es, topic.name_en AS topic_en
FROM ticket JOIN attention ON attention.id = ticket.attention_id JOIN person ON person.id = attention.person_id
JOIN topic ON topic.id = attention.topic_id
WHERE (ticket.queue_id = :queue_id
       AND ticket.state NOT IN ('served', 'left', 'cancelled', 'lapsed', 'carried_over', 'no_show'))
   OR ticket.id = ANY(:ids::uuid[]);

-- name: room_facts(queue_id)
SELECT room.*, staff.display_name, reservation.ticket_id, reservation.answer_until, reservation.answered_at,
       reservation.made_at
FROM room JOIN staff ON staff.id = room.director_id
LEFT JOIN reservation ON reservation.room_id = room.id AND reservation.ended_at IS NULL
WHERE room.queue_id = :queue_id OR room.serves @> ARRAY[:queue_id]::integer[] ORDER BY staff.display_name, room.id;

-- name: step_facts(ids)
SELECT next_step.id, next_step.attention_id, next_step.due, next_step.content_sealed
FROM next_step WHERE attention_id = ANY(:ids::uuid[]) AND removed_at IS NULL ORDER BY given_at, id;

-- name: history_facts(ids)
-- What a citizen may read about the own place: coded kinds and reasons, nobody else.
SELECT ticket_id, at, kind, reason, detail::text AS detail FROM event
WHERE ticket_id = ANY(:ids::uuid[])
AND kind IN ('joined', 'moved', 'transferred', 'continued', 'missed', 'no_show', 'no_show_undone', 'came_back', 'postponed',
             'resumed', 'call_withdrawn', 'cut_off', 'returned_to_front', 'carried_over', 'passed', 'passed_over',
             'stayed_silent', 'cancelled', 'wish_lapsed', 'outcome_deferred')
ORDER BY id;

-- name: director_counts(session_id, ids)
SELECT outcome_by, outcome, count(*) AS attentions FROM attention
WHERE session_id = :session_id AND outcome IS NOT NULL AND outcome_by = ANY(:ids::integer[]) GROUP BY outcome_by, outcome;

-- name: department_names(session_id)
SELECT queue.id AS queue_id, department.slug, department.name_es, department.name_en
FROM queue JOIN department ON department.id = queue.department_id WHERE queue.session_id = :session_id;

-- name: desired_rooms()
-- The routing of every room of a jornada that goes on: who talks with whom, under which epoch.
SELECT room.id, room.media_epoch, ticket.id AS ticket_id
FROM room JOIN session ON session.id = room.session_id
LEFT JOIN reservation ON reservation.room_id = room.id AND reservation.ended_at IS NULL
    AND reservation.answered_at IS NOT NULL
LEFT JOIN ticket ON ticket.id = reservation.ticket_id AND ticket.state IN ('connecting', 'in_call', 'reconnecting')
WHERE session.state <> 'closed';
