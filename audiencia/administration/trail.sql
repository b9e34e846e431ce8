-- What is on record about one person, and what was disclosed today: never what was disclosed.

-- name: person_of_folio(folio)^
SELECT attention.id AS attention_id, attention.person_id, attention.folio, attention.joined_at, ticket.id AS ticket_id,
       person.key_wrapped = '' AND person.blocked_key IS NULL AS erased
FROM attention JOIN person ON person.id = attention.person_id JOIN ticket ON ticket.attention_id = attention.id
WHERE attention.folio = :folio
UNION ALL
-- A petition has no visit: its case stands in its place.
SELECT case_file.id, case_file.person_id, case_file.folio, case_file.made_at, NULL::uuid, person.key_wrapped = '' AND person.blocked_key IS NULL
FROM case_file JOIN person ON person.id = case_file.person_id
WHERE case_file.folio = :folio AND case_file.attention_id IS NULL;

-- name: suppressed_at(folio)$
-- When what lay under a folio was suppressed. `folio`: its keyed hash.
SELECT at FROM audit WHERE object_kind = 'folio' AND object_id = :folio AND action = 'suppressed' ORDER BY id DESC LIMIT 1;

-- name: entries_of(attention_id, ticket_id, at_most)
-- nullable: ticket_id
-- The newest first. `name` and `role` are of a member of staff, when it was one.
SELECT audit.id, audit.at, audit.actor_kind, audit.action, audit.why, staff.display_name AS name, staff.role
FROM audit LEFT JOIN staff ON staff.id = audit.actor_id
WHERE (object_kind = 'attention' AND object_id = :attention_id::uuid::text) OR (object_kind = 'ticket' AND object_id = :ticket_id::uuid::text)
OR (object_kind = 'case' AND object_id = :attention_id::uuid::text)
OR (object_kind = 'commitment' AND object_id IN (SELECT id::text FROM commitment WHERE attention_id = :attention_id))
ORDER BY audit.id DESC LIMIT :at_most;

-- name: consents_of(person_id)
-- What the person agreed to, under which text, when and how. `witness`: before whom, where it was said.
SELECT consent.purpose, consent.notice_version, consent.given_at, consent.means, consent.revoked_at,
       staff.display_name AS witness
FROM consent LEFT JOIN staff ON staff.id = consent.witness
WHERE consent.person_id = :person_id ORDER BY consent.id;

-- name: disclosed_today(zone)
-- How many people's data were shown today, by the role of who saw them and why.
SELECT staff.role, audit.why, count(DISTINCT (audit.object_kind, audit.object_id)) AS people,
       count(DISTINCT audit.actor_id) AS staff
FROM audit JOIN staff ON staff.id = audit.actor_id
WHERE audit.action IN ('disclosed', 'case_read', 'data_exported') AND audit.at >= date_trunc('day', (SELECT app_now()), :zone)
GROUP BY staff.role, audit.why ORDER BY people DESC, staff.role, audit.why;
