-- Whom an incident concerns, and telling them.

-- name: of_folios(folios)
-- not null: folio
-- Whose folios these are. Of a case that comes from a visit the folio is the visit's.
SELECT folio, person_id FROM attention WHERE folio = ANY(:folios::text[])
UNION SELECT folio, person_id FROM case_file WHERE folio = ANY(:folios::text[]) AND attention_id IS NULL;

-- name: of_days(since, until, department, starts_at, ends_at, practice)
-- not null: person_id
-- nullable: department
-- Who had a number on these days, or sent a petition on them; `department`: of this one alone; `practice`: simulated people too.
SELECT attention.person_id FROM session JOIN ticket ON ticket.session_id = session.id JOIN queue ON queue.id = ticket.queue_id
JOIN department ON department.id = queue.department_id JOIN attention ON attention.id = ticket.attention_id
WHERE session.day BETWEEN :since AND :until AND (:practice OR NOT session.demo)
AND (:department::text IS NULL OR department.slug = :department)
UNION SELECT case_file.person_id FROM case_file JOIN department ON department.id = case_file.department_id
WHERE case_file.attention_id IS NULL AND case_file.made_at >= :starts_at AND case_file.made_at < :ends_at AND (:practice OR NOT case_file.demo)
AND (:department::text IS NULL OR department.slug = :department);

-- name: reach(people, incident_id, purposes)^
-- not null: new, reachable
-- How many of them are not on the incident's list, and how many of these allowed a way to be told.
SELECT count(*) AS new, count(*) FILTER (WHERE can_be_told(person.id, :purposes::text[])) AS reachable
FROM person WHERE id = ANY(:people::uuid[])
AND NOT EXISTS (SELECT FROM incident_person WHERE incident_id = :incident_id AND person_id = person.id);

-- name: add(incident_id, people, now)!
INSERT INTO incident_person (incident_id, person_id, added_at) SELECT :incident_id, unnest(:people::uuid[]), :now ON CONFLICT DO NOTHING;

-- name: listed(incident_id, purposes)^
-- not null: people, to_ask, reachable, sending, told, ways_none, everybody
-- How far telling has come. `to_ask`: nobody ordered it yet; `reachable`: of these. `everybody`: each was told or can be.
SELECT count(*) AS people, count(*) FILTER (WHERE send_at IS NULL) AS to_ask,
    count(*) FILTER (WHERE send_at IS NULL AND can_be_told(person_id, :purposes::text[])) AS reachable,
    count(*) FILTER (WHERE send_at IS NOT NULL AND told_at IS NULL) AS sending,
    count(*) FILTER (WHERE ways > 0) AS told, count(*) FILTER (WHERE ways = 0) AS ways_none,
    coalesce(bool_and(coalesce(ways > 0, can_be_told(person_id, :purposes::text[]))), false) AS everybody
FROM incident_person WHERE incident_id = :incident_id;

-- name: send(incident_id, now)!
UPDATE incident_person SET send_at = :now WHERE incident_id = :incident_id AND send_at IS NULL;

-- name: claim()^
-- Who is to be told next. Taken by one node until the end of its transaction.
SELECT incident_id, person_id FROM incident_person WHERE send_at IS NOT NULL AND told_at IS NULL
ORDER BY send_at LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED;

-- name: write_told(incident_id, person_id, now, ways)!
UPDATE incident_person SET told_at = :now, ways = :ways WHERE incident_id = :incident_id AND person_id = :person_id;

-- name: told_by(incident_id)$
-- Who ordered the last notice, once everybody on the list was reached. The whole list is read only when no notice of it is due:
-- this is asked after each person.
SELECT staff_id FROM incident_entry
WHERE incident_id = :incident_id AND CASE
    WHEN EXISTS (SELECT FROM incident_person WHERE incident_id = :incident_id AND send_at IS NOT NULL AND told_at IS NULL) THEN false
    ELSE at = (SELECT max(send_at) FROM incident_person WHERE incident_id = :incident_id)
        AND NOT EXISTS (SELECT FROM incident_person WHERE incident_id = :incident_id AND coalesce(ways, 0) = 0)
    END
ORDER BY seq DESC LIMIT 1;

-- name: notices_of(person_id)
-- not null: facts, send_at
-- What a person reads of incidents, as it was last written; the newest first.
SELECT incident_person.send_at, written.facts FROM incident_person CROSS JOIN LATERAL (
    SELECT facts FROM incident_entry WHERE incident_id = incident_person.incident_id AND facts IS NOT NULL ORDER BY seq DESC LIMIT 1) AS written
WHERE incident_person.person_id = :person_id AND incident_person.send_at IS NOT NULL ORDER BY incident_person.send_at DESC;
