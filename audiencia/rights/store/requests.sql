-- Requests about personal data, what happened to them, and whom a folio stands for.

-- name: holder_of(id)^
-- not null: folio, generation, has_case, is_complaint, blocked
-- Whose a visit or petition is. The secrets of a case that comes from a visit are the visit's. `blocked`: staff alone act on it.
SELECT person.id AS person_id, coalesce(attention.folio, case_file.folio) AS folio, case_file.id IS NOT NULL AS has_case,
    coalesce(case_file.kind = 'complaint', false) AS is_complaint, coalesce(attention.secret_generation, case_file.secret_generation) AS generation,
    person.blocked_key IS NOT NULL AS blocked
FROM (SELECT :id::uuid AS id) AS asked
LEFT JOIN case_file ON case_file.id = asked.id LEFT JOIN attention ON attention.id = asked.id
JOIN person ON person.id = coalesce(case_file.person_id, attention.person_id)
WHERE person.suppressed_at IS NULL;

-- name: is_blocked(person_id)$
-- one row
SELECT blocked_key IS NOT NULL FROM person WHERE id = :person_id;

-- name: held_in(id)^
-- one row
-- Of which there is one: a case of a visit has its id.
SELECT EXISTS (SELECT FROM case_file WHERE case_file.id = asked.id) AS has_case,
    EXISTS (SELECT FROM attention WHERE attention.id = asked.id) AS has_visit
FROM (SELECT :id::uuid AS id) AS asked;

-- name: holder_of_folio(folio)$
SELECT id FROM attention WHERE folio = :folio UNION ALL SELECT id FROM case_file WHERE folio = :folio AND attention_id IS NULL;

-- name: insert_request(id, person_id, about, about_kind, folio, kind, capacity, means, taken_by, asker_sealed, identity, identified_by, now, received_on, due_on, calendar, ask_by, not_competent_by)!
-- nullable: taken_by, asker_sealed, identity, identified_by
INSERT INTO rights_request (id, person_id, about, about_kind, folio, kind, capacity, means, taken_by, asker_sealed, identity, identified_by,
    state, made_at, received_on, due_on, calendar, ask_by, not_competent_by)
VALUES (:id, :person_id, :about, :about_kind, :folio, :kind, :capacity, :means, :taken_by, :asker_sealed, :identity, :identified_by,
    'received', :now, :received_on, :due_on, :calendar, :ask_by, :not_competent_by);

-- name: open_requests(person_id, today)$
-- How many of a person are not over, nor lapsed.
SELECT count(*) FROM rights_request WHERE person_id = :person_id AND state IN ('received', 'asked', 'granted')
AND NOT (state = 'asked' AND clarify_by < :today);

-- name: one_request(id)^
SELECT * FROM rights_request WHERE id = :id;

-- name: lock_request(id)^
SELECT * FROM rights_request WHERE id = :id FOR NO KEY UPDATE;

-- name: requests_of(person_id)
SELECT * FROM rights_request WHERE person_id = :person_id ORDER BY made_at DESC, id;

-- name: all_requests(since, today)
-- Those that are open, and those that were made since. What was asked and not clarified in time is not open any more.
SELECT * FROM rights_request
WHERE state IN ('received', 'asked', 'granted') AND (state <> 'asked' OR clarify_by >= :today OR made_at >= :since)
UNION ALL
SELECT * FROM rights_request WHERE state NOT IN ('received', 'asked', 'granted') AND made_at >= :since;

-- name: write_request(id, state, decision, identity, identified_by, version, due_on, calendar, stopped_on, days_left, clarify_by, extended, effect_by, decided_at, closed_at)!
-- nullable: decision, identity, identified_by, stopped_on, days_left, clarify_by, effect_by, decided_at, closed_at
UPDATE rights_request SET state = :state, decision = :decision, identity = :identity, identified_by = :identified_by, version = :version,
    due_on = :due_on, calendar = :calendar, stopped_on = :stopped_on, days_left = :days_left, clarify_by = :clarify_by,
    extended = :extended, effect_by = :effect_by, decided_at = :decided_at, closed_at = :closed_at
WHERE id = :id;

-- name: append_event(id, request_id, now, kind, actor_kind, actor_id, text_sealed)!
-- nullable: actor_id, text_sealed
INSERT INTO rights_event (id, request_id, at, kind, actor_kind, actor_id, text_sealed)
VALUES (:id, :request_id, :now, :kind, :actor_kind, :actor_id, :text_sealed);

-- name: events_of(request_id)
SELECT rights_event.id, rights_event.at, rights_event.kind, rights_event.actor_kind, rights_event.text_sealed, staff.display_name AS name
FROM rights_event LEFT JOIN staff ON staff.id = rights_event.actor_id
WHERE rights_event.request_id = :request_id ORDER BY rights_event.seq;
