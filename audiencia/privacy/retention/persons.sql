-- Persons whose data are kept: what is known of each, blocking, and clearing what a person left, table by table.

-- name: facts(after, before, at_most, today)
-- not null: session_over, asked
-- nullable: ticket_state, ticket_since, outcome_at, case_kind, case_state, concluded_at
-- Those who came before this moment, or are blocked, in the order of their ids. A request whose clarification did not come in time is not
-- `asked` any more.
SELECT person.id, person.created_at AS made_at, person.blocked_at, person.blocked_for, ticket.state AS ticket_state,
    ticket.state_since AS ticket_since, attention.outcome_at, case_file.kind AS case_kind, case_file.state AS case_state,
    case_file.concluded_at, coalesce(session.state = 'closed', true) AS session_over,
    EXISTS (SELECT FROM rights_request WHERE rights_request.person_id = person.id AND closed_at IS NULL
        AND NOT (rights_request.state = 'asked' AND clarify_by < :today)) AS asked
FROM person
LEFT JOIN attention ON attention.person_id = person.id
LEFT JOIN ticket ON ticket.attention_id = attention.id
LEFT JOIN session ON session.id = attention.session_id
LEFT JOIN case_file ON case_file.person_id = person.id
WHERE person.id > :after AND person.suppressed_at IS NULL AND (person.created_at < :before OR person.blocked_at IS NOT NULL)
ORDER BY person.id LIMIT :at_most;

-- name: lock_person(person_id)$
-- Alone: what is read under the lock is read after it, not as it was before it was waited for.
SELECT id FROM person WHERE id = :person_id AND suppressed_at IS NULL FOR UPDATE;

-- name: facts_of(person_id, today)^
-- not null: session_over, asked
-- nullable: ticket_state, ticket_since, outcome_at, case_kind, case_state, concluded_at
-- Of one.
SELECT person.id, person.created_at AS made_at, person.blocked_at, person.blocked_for, ticket.state AS ticket_state,
    ticket.state_since AS ticket_since, attention.outcome_at, case_file.kind AS case_kind, case_file.state AS case_state,
    case_file.concluded_at, coalesce(session.state = 'closed', true) AS session_over,
    EXISTS (SELECT FROM rights_request WHERE rights_request.person_id = person.id AND closed_at IS NULL
        AND NOT (rights_request.state = 'asked' AND clarify_by < :today)) AS asked
FROM person
LEFT JOIN attention ON attention.person_id = person.id
LEFT JOIN ticket ON ticket.attention_id = attention.id
LEFT JOIN session ON session.id = attention.session_id
LEFT JOIN case_file ON case_file.person_id = person.id
WHERE person.id = :person_id AND person.suppressed_at IS NULL;

-- name: asked_for_more(person_id, today)$
-- one row
-- Whether a request for something else than cancellation is open: of two cancellations each would wait for the other.
SELECT EXISTS (SELECT FROM rights_request WHERE person_id = :person_id AND closed_at IS NULL AND kind <> 'cancellation'
               AND NOT (state = 'asked' AND clarify_by < :today));

-- name: kept_keys(after, at_most)
-- not null: key_wrapped
-- The keys of all who are kept, blocked or not.
SELECT id, coalesce(blocked_key, key_wrapped) AS key_wrapped, key_epoch FROM person
WHERE id > :after AND suppressed_at IS NULL ORDER BY id LIMIT :at_most;

-- name: objects_of(person_id)
-- not null: kind, id, folio
-- The visit and the case, as the record of accesses names them.
SELECT 'attention' AS kind, id, folio FROM attention WHERE person_id = :person_id
UNION ALL SELECT 'case', id, folio FROM case_file WHERE person_id = :person_id AND attention_id IS NULL;

-- name: block(person_id, blocked_for)!
-- Where no other query looks for a key.
UPDATE person SET blocked_key = key_wrapped, key_wrapped = '', blocked_at = app_now(), blocked_for = :blocked_for
WHERE id = :person_id AND blocked_at IS NULL AND key_wrapped <> '';

-- name: block_for_cancellation(person_id)!
-- Who was blocked because their time was over: from now on as a cancellation has it.
UPDATE person SET blocked_at = app_now(), blocked_for = 'cancellation' WHERE id = :person_id AND blocked_for = 'retention';

-- name: block_case(person_id)!
-- Out of every list and search.
UPDATE case_file SET blocked = true, version = version + 1 WHERE person_id = :person_id;

-- name: blocked_key(person_id)^
-- not null: blocked_key
SELECT blocked_key, key_epoch FROM person WHERE id = :person_id AND blocked_key IS NOT NULL;

-- name: forget_ways(person_id)!
DELETE FROM notice_way WHERE person_id = :person_id;

-- name: forget_notices(person_id)!
-- Nobody is told anything any more.
DELETE FROM outbox WHERE person_id = :person_id;

-- name: clear_attention(person_id)!
-- What was counted stays. Folio, PIN and cookies lead nowhere.
UPDATE attention SET folio = 'x-' || gen_random_uuid(), name_sealed = '', matter_sealed = '', contact_sealed = NULL, adjustments_sealed = NULL,
    guardian_sealed = NULL,
    note_citizen_sealed = NULL, note_internal_sealed = NULL, phone_sealed = NULL, not_resolved_sealed = NULL,
    secret_generation = secret_generation + 1
WHERE person_id = :person_id;

-- name: clear_ticket(person_id)!
UPDATE ticket SET contact_index = NULL, device_index = NULL, needs = NULL
FROM attention WHERE attention.id = ticket.attention_id AND attention.person_id = :person_id
AND num_nonnulls(contact_index, device_index, needs) > 0;

-- name: clear_booking(person_id)!
UPDATE booking SET ways_sealed = NULL FROM ticket JOIN attention ON attention.id = ticket.attention_id
WHERE ticket.id = booking.ticket_id AND attention.person_id = :person_id AND ways_sealed IS NOT NULL;

-- name: clear_legs(person_id)!
UPDATE leg SET note_sealed = NULL FROM attention
WHERE attention.id = leg.attention_id AND attention.person_id = :person_id AND note_sealed IS NOT NULL;

-- name: clear_matters(person_id)!
UPDATE further_matter SET matter_sealed = '' FROM attention
WHERE attention.id = further_matter.attention_id AND attention.person_id = :person_id;

-- name: clear_conduct_endings(person_id)!
UPDATE conduct_ending SET note_sealed = NULL FROM attention
WHERE attention.id = conduct_ending.attention_id AND attention.person_id = :person_id AND note_sealed IS NOT NULL;

-- name: clear_conduct_reports(person_id)!
UPDATE conduct_report SET text_sealed = NULL FROM attention
WHERE attention.id = conduct_report.attention_id AND attention.person_id = :person_id AND text_sealed IS NOT NULL;

-- name: delete_steps(person_id)!
DELETE FROM next_step USING attention WHERE attention.id = next_step.attention_id AND attention.person_id = :person_id;

-- name: delete_commitments(person_id)!
DELETE FROM commitment USING attention WHERE attention.id = commitment.attention_id AND attention.person_id = :person_id;

-- name: delete_working_notes(person_id)!
DELETE FROM working_note USING attention WHERE attention.id = working_note.attention_id AND attention.person_id = :person_id;

-- name: delete_chat(person_id)!
DELETE FROM chat_message USING ticket, attention
WHERE ticket.id = chat_message.ticket_id AND attention.id = ticket.attention_id AND attention.person_id = :person_id;

-- name: delete_relatives(person_id)!
DELETE FROM relative USING ticket, attention
WHERE ticket.id = relative.ticket_id AND attention.id = ticket.attention_id AND attention.person_id = :person_id;

-- name: delete_announcements(person_id)!
DELETE FROM announcement USING ticket, attention
WHERE ticket.id = announcement.ticket_id AND attention.id = ticket.attention_id AND attention.person_id = :person_id;

-- name: delete_device_codes(person_id)!
DELETE FROM device_code USING ticket, attention
WHERE ticket.id = device_code.ticket_id AND attention.id = ticket.attention_id AND attention.person_id = :person_id;

-- name: delete_attachments(person_id)!
DELETE FROM case_attachment WHERE case_id IN (SELECT id FROM case_file WHERE person_id = :person_id)
OR attention_id IN (SELECT id FROM attention WHERE person_id = :person_id);

-- name: delete_messages(person_id)!
DELETE FROM case_message USING case_file WHERE case_file.id = case_message.case_id AND case_file.person_id = :person_id;

-- name: delete_papers(person_id)!
DELETE FROM case_paper USING case_file WHERE case_file.id = case_paper.case_id AND case_file.person_id = :person_id;

-- name: clear_case(person_id)!
UPDATE case_file SET folio = 'x-' || gen_random_uuid(), blocked = true, subject = '', contact_index = NULL, name_index = NULL,
    name_sealed = NULL, matter_sealed = '', place_sealed = NULL, contact_sealed = NULL, behalf_sealed = NULL, behalf = 'self',
    guardian_sealed = NULL,
    secret_generation = secret_generation + 1, version = version + 1
WHERE person_id = :person_id;

-- name: clear_requests(person_id)!
-- That somebody asked for their rights, and in time, stays. What was written of it (`rights_event`) is append only: the key closes it.
UPDATE rights_request SET asker_sealed = NULL, folio = '' WHERE person_id = :person_id;

-- name: delete_consents(person_id)!
DELETE FROM consent WHERE person_id = :person_id;

-- name: forget_unreadable(person_id)!
DELETE FROM unreadable WHERE object_id = :person_id
OR object_id IN (SELECT id FROM attention WHERE person_id = :person_id)
OR object_id IN (SELECT id FROM case_file WHERE person_id = :person_id)
OR object_id IN (SELECT case_message.id FROM case_message JOIN case_file ON case_file.id = case_message.case_id
                 WHERE case_file.person_id = :person_id)
OR object_id IN (SELECT id FROM case_attachment WHERE case_id IN (SELECT id FROM case_file WHERE person_id = :person_id)
                 OR attention_id IN (SELECT id FROM attention WHERE person_id = :person_id))
OR object_id IN (SELECT id FROM notice_way WHERE person_id = :person_id)
OR object_id IN (SELECT id FROM outbox WHERE person_id = :person_id)
OR object_id IN (SELECT ticket.id FROM ticket JOIN attention ON attention.id = ticket.attention_id
                 WHERE attention.person_id = :person_id)
OR object_id IN (SELECT next_step.id FROM next_step JOIN attention ON attention.id = next_step.attention_id
                 WHERE attention.person_id = :person_id);
