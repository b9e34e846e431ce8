-- Every row that is a person's, of every table of `holdings.py`, whole: what is sealed is opened, and what is no one's business left
-- out, in Python. Files are read one at a time.

-- name: rows_of(person_id)
-- not null: place, content
WITH visit AS (SELECT id FROM attention WHERE person_id = :person_id),
turn AS (SELECT ticket.id FROM ticket JOIN visit ON visit.id = ticket.attention_id),
matter AS (SELECT id FROM case_file WHERE person_id = :person_id),
asked AS (SELECT id FROM rights_request WHERE person_id = :person_id),
stage AS (SELECT leg.id FROM leg JOIN visit ON visit.id = leg.attention_id),
object AS (
    SELECT 'attention' AS kind, id::text AS id FROM visit UNION ALL SELECT 'ticket', id::text FROM turn
    UNION ALL SELECT 'case', id::text FROM matter
    UNION ALL SELECT 'commitment', commitment.id::text FROM commitment JOIN visit ON visit.id = commitment.attention_id
)
SELECT 'person' AS place, to_jsonb(one) AS content FROM person AS one WHERE one.id = :person_id
UNION ALL SELECT 'consent', to_jsonb(one) FROM consent AS one WHERE one.person_id = :person_id
UNION ALL SELECT 'attention', to_jsonb(one) FROM attention AS one WHERE one.person_id = :person_id
UNION ALL SELECT 'ticket', to_jsonb(one) FROM ticket AS one JOIN turn ON turn.id = one.id
UNION ALL SELECT 'booking', to_jsonb(one) FROM booking AS one JOIN turn ON turn.id = one.ticket_id
UNION ALL SELECT 'further_matter', to_jsonb(one) FROM further_matter AS one JOIN visit ON visit.id = one.attention_id
UNION ALL SELECT 'leg', to_jsonb(one) FROM leg AS one JOIN stage ON stage.id = one.id
UNION ALL SELECT 'call_quality', to_jsonb(one) FROM call_quality AS one JOIN stage ON stage.id = one.leg_id
UNION ALL SELECT 'reservation', to_jsonb(one) FROM reservation AS one JOIN turn ON turn.id = one.ticket_id
UNION ALL SELECT 'assist', to_jsonb(one) FROM assist AS one JOIN turn ON turn.id = one.ticket_id
UNION ALL SELECT 'relative', to_jsonb(one) FROM relative AS one JOIN turn ON turn.id = one.ticket_id
UNION ALL SELECT 'offer', to_jsonb(one) FROM offer AS one JOIN turn ON turn.id = one.ticket_id
UNION ALL SELECT 'help', to_jsonb(one) FROM help AS one JOIN turn ON turn.id = one.ticket_id
UNION ALL SELECT 'jump', to_jsonb(one) FROM jump AS one JOIN turn ON turn.id = one.ticket_id
UNION ALL SELECT 'estimate', to_jsonb(one) FROM estimate AS one JOIN turn ON turn.id = one.ticket_id
UNION ALL SELECT 'chat_message', to_jsonb(one) FROM chat_message AS one JOIN turn ON turn.id = one.ticket_id
UNION ALL SELECT 'announcement', to_jsonb(one) FROM announcement AS one JOIN turn ON turn.id = one.ticket_id
UNION ALL SELECT 'next_step', to_jsonb(one) FROM next_step AS one JOIN visit ON visit.id = one.attention_id
UNION ALL SELECT 'commitment', to_jsonb(one) FROM commitment AS one JOIN visit ON visit.id = one.attention_id
UNION ALL SELECT 'working_note', to_jsonb(one) FROM working_note AS one JOIN visit ON visit.id = one.attention_id
UNION ALL SELECT 'conduct_ending', to_jsonb(one) FROM conduct_ending AS one JOIN visit ON visit.id = one.attention_id
UNION ALL SELECT 'conduct_report', to_jsonb(one) FROM conduct_report AS one JOIN visit ON visit.id = one.attention_id
UNION ALL SELECT 'event', to_jsonb(one) FROM event AS one JOIN turn ON turn.id = one.ticket_id
UNION ALL SELECT 'case_file', to_jsonb(one) FROM case_file AS one WHERE one.person_id = :person_id
UNION ALL SELECT 'case_event', to_jsonb(one) FROM case_event AS one JOIN matter ON matter.id = one.case_id
UNION ALL SELECT 'case_message', to_jsonb(one) FROM case_message AS one JOIN matter ON matter.id = one.case_id
UNION ALL SELECT 'case_attachment', to_jsonb(one) FROM (
    SELECT id, case_id, attention_id, from_call, message_id, at, author, staff_id, media_type, bytes, name_sealed
    FROM case_attachment) AS one
    WHERE one.case_id IN (SELECT id FROM matter) OR one.attention_id IN (SELECT id FROM visit)
UNION ALL SELECT 'notice_way', to_jsonb(one) FROM notice_way AS one WHERE one.person_id = :person_id
UNION ALL SELECT 'outbox', to_jsonb(one) FROM outbox AS one WHERE one.person_id = :person_id
UNION ALL SELECT 'rights_request', to_jsonb(one) FROM rights_request AS one WHERE one.person_id = :person_id
UNION ALL SELECT 'rights_event', to_jsonb(one) FROM rights_event AS one JOIN asked ON asked.id = one.request_id
UNION ALL SELECT 'incident_person', to_jsonb(one) FROM incident_person AS one WHERE one.person_id = :person_id
UNION ALL SELECT 'audit', to_jsonb(one) || jsonb_build_object('name', staff.display_name, 'role', staff.role)
    FROM audit AS one JOIN object ON object.kind = one.object_kind AND object.id = one.object_id
    LEFT JOIN staff ON staff.id = one.actor_id;

-- name: file_of(id)$
SELECT content_sealed FROM case_attachment WHERE id = :id;
