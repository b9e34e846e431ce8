-- Cases. A case is locked after everything of an audience (session, queues, rooms, tickets), and alone.

-- name: insert_case(id, folio, person_id, attention_id, source, kind, topic_id, department_id, about_department_id, state, assigned_to, language, demo, made_by, made_at, received_on, due_on, calendar, answered_at, answer_by, behalf, anonymous, contact_index, name_index, name_sealed, matter_sealed, place_sealed, contact_sealed, behalf_sealed, guardian_sealed)!
INSERT INTO case_file (id, folio, person_id, attention_id, source, kind, topic_id, department_id, about_department_id, state,
    assigned_to, language, demo, made_by, made_at, received_on, due_on, first_due_on, calendar, answered_at, answer_by, behalf, anonymous,
    contact_index, name_index, name_sealed, matter_sealed, place_sealed, contact_sealed, behalf_sealed, guardian_sealed)
VALUES (:id, :folio, :person_id, :attention_id, :source, :kind, :topic_id, :department_id, :about_department_id, :state,
    :assigned_to, :language, :demo, :made_by, :made_at, :received_on, :due_on, :due_on, :calendar, :answered_at, :answer_by, :behalf, :anonymous,
    :contact_index, :name_index, :name_sealed, :matter_sealed, :place_sealed, :contact_sealed, :behalf_sealed, :guardian_sealed);

-- name: topic_of_petition(department, topic)^
-- Who answers it. `about`: whom the topic is a complaint about, where another department attends it.
SELECT topic.id, addressee.id AS department_id, addressee.slug, CASE WHEN topic.leads_to IS NOT NULL THEN department.id END AS about
FROM topic JOIN department ON department.id = topic.department_id
JOIN department AS addressee ON addressee.id = coalesce(topic.leads_to, department.id)
WHERE department.slug = :department AND topic.slug = :topic AND topic.active AND department.active;

-- name: department_id(slug)$
-- nullable: slug
SELECT id FROM department WHERE slug = :slug AND active;

-- name: folio_taken(folio)$
SELECT EXISTS (SELECT FROM case_file WHERE folio = :folio) OR EXISTS (SELECT FROM attention WHERE folio = :folio);

-- name: has_case(attention_id)$
SELECT EXISTS (SELECT FROM case_file WHERE attention_id = :attention_id);

-- name: case_for_update(id)^
SELECT id, kind, state, version, department_id, assigned_to, due_on, calendar, stopped_on, days_left, asked_until, answered_at,
    silence_until, concluded_at, conclusion
FROM case_file WHERE id = :id FOR NO KEY UPDATE;

-- name: write_case(id, state, version, department_id, assigned_to, due_on, calendar, stopped_on, days_left, asked_until, answered_at, silence_until, concluded_at, conclusion)!
UPDATE case_file SET state = :state, version = :version, department_id = :department_id, assigned_to = :assigned_to,
    due_on = :due_on, calendar = :calendar, stopped_on = :stopped_on, days_left = :days_left, asked_until = :asked_until,
    answered_at = :answered_at, silence_until = :silence_until, concluded_at = :concluded_at,
    conclusion = :conclusion
WHERE id = :id;

-- name: write_first_answer(id, today)!
-- Whether it was in time is published: an answer after a reopening changes nothing of it.
UPDATE case_file SET first_answered_on = :today WHERE id = :id AND first_answered_on IS NULL;

-- name: drop_from_figures(id, today)!
-- What was withdrawn before it was due, and not answered, is in no published figure.
UPDATE case_file SET first_due_on = NULL WHERE id = :id AND first_answered_on IS NULL AND first_due_on >= :today;

-- name: append_event(case_id, at, kind, from_state, to_state, actor_kind, actor_id, reason, detail)!
INSERT INTO case_event (case_id, at, kind, from_state, to_state, actor_kind, actor_id, reason, detail)
VALUES (:case_id, :at, :kind, :from_state, :to_state, :actor_kind, :actor_id, :reason, :detail::jsonb);

-- name: insert_message(id, case_id, at, author, staff_id, kind, content_sealed, officer, department_id, delivery)!
INSERT INTO case_message (id, case_id, at, author, staff_id, kind, content_sealed, officer, department_id, delivery)
VALUES (:id, :case_id, :at, :author, :staff_id, :kind, :content_sealed, :officer, :department_id, :delivery);

-- name: insert_attachment(id, case_id, attention_id, message_id, at, author, staff_id, media_type, bytes, digest, name_sealed, content_sealed)!
-- What comes with a visit comes from its call, also once it is a case's.
INSERT INTO case_attachment (id, case_id, attention_id, from_call, message_id, at, author, staff_id, media_type, bytes, digest,
    name_sealed, content_sealed)
VALUES (:id, :case_id, :attention_id, :attention_id, :message_id, :at, :author, :staff_id, :media_type, :bytes, :digest,
    :name_sealed, :content_sealed);

-- name: digests_of_petition(case_id)
-- Of the files that came with it.
SELECT digest FROM case_attachment WHERE case_id = :case_id AND message_id IS NULL;

-- name: pictures_of_visit(attention_id)
-- Taken in its calls, before it became a case.
SELECT id, name_sealed, content_sealed FROM case_attachment WHERE attention_id = :attention_id ORDER BY id FOR UPDATE;

-- name: give_picture(case_id, name_sealed, content_sealed, id)!
UPDATE case_attachment SET case_id = :case_id, attention_id = NULL, from_call = coalesce(from_call, attention_id), name_sealed = :name_sealed, content_sealed = :content_sealed WHERE id = :id;

-- name: forget_unreadable_pictures(person_id)!
-- By the ids of rows that go next.
DELETE FROM unreadable WHERE object_id IN (SELECT id FROM case_attachment WHERE from_call IN (
    SELECT id FROM attention WHERE person_id = :person_id));

-- name: delete_pictures(person_id)
-- Those of the calls of this person's visits; gives the cases in which they lay.
DELETE FROM case_attachment WHERE from_call IN (SELECT id FROM attention WHERE person_id = :person_id) RETURNING case_id;

-- name: silent_cases()
-- Answered, and the citizen has been silent for the whole term.
SELECT id FROM case_file WHERE state = 'answered' AND silence_until <= app_now() ORDER BY silence_until LIMIT 100;

-- name: unclarified_cases(today)
-- Asked to clarify, and the time for it is over.
SELECT id FROM case_file WHERE asked_until < :today ORDER BY asked_until LIMIT 100;

-- name: attention_for_case(id)^
-- one row
-- What a case takes over of an attention. A visit that was about a complaint leaves one, to who receives it; who attended it last
-- has the case where they are of that department. `unauthorised`: of a minor whose guardian took the authorisation back.
SELECT attention.id, attention.folio, attention.person_id, attention.topic_id, attention.language, attention.outcome_by,
    attention.about_case, attention.outcome_at, attention.name_sealed, attention.matter_sealed, attention.contact_sealed, attention.guardian_sealed,
    department.id AS department_id, department.slug AS department_slug, complaint.department_id AS about,
    chosen.slug AS topic_slug, chooser.slug AS topic_of,
    CASE WHEN EXISTS (SELECT FROM staff WHERE staff.id = attention.outcome_by AND staff.department_id <> complaint.leads_to) THEN NULL
        ELSE attention.outcome_by END AS assigned_to, session.demo,
    coalesce((SELECT bool_and(revoked_at IS NOT NULL) FROM consent
              WHERE consent.person_id = attention.person_id AND consent.purpose = 'guardian'), false) AS unauthorised
FROM attention
JOIN ticket ON ticket.attention_id = attention.id
JOIN queue ON queue.id = ticket.queue_id
JOIN session ON session.id = attention.session_id
JOIN topic AS chosen ON chosen.id = attention.topic_id
JOIN department AS chooser ON chooser.id = chosen.department_id
LEFT JOIN LATERAL (
    SELECT topic.department_id, topic.leads_to FROM topic WHERE topic.leads_to IS NOT NULL AND (topic.id = attention.topic_id OR topic.id IN (
        SELECT further_matter.topic_id FROM further_matter WHERE further_matter.attention_id = attention.id AND begun_at IS NOT NULL))
    ORDER BY topic.id = attention.topic_id DESC, topic.id LIMIT 1) AS complaint ON true
JOIN department ON department.id = coalesce(complaint.leads_to, queue.department_id)
WHERE attention.id = :id;

-- name: topic_of_case(id)^
-- What the case is about, by its names in addresses.
SELECT department.slug AS department, topic.slug FROM case_file
JOIN topic ON topic.id = case_file.topic_id JOIN department ON department.id = topic.department_id
WHERE case_file.id = :id;

-- name: open_case_about(id)$
-- The case that a visit was about, while an answer is owed.
SELECT id FROM case_file WHERE id = :id AND state NOT IN ('answered', 'concluded') FOR NO KEY UPDATE;

-- name: attentions_without_case()
-- What an earlier version of this software left in process, or carried over, before there were cases. It reads all visits that
-- ever were: once, when a node starts.
SELECT attention.id, CASE WHEN attention.reopened THEN 'reopened' WHEN attention.outcome = 'in_process' THEN 'in_process'
    ELSE 'carried_over' END AS why
FROM attention JOIN ticket ON ticket.attention_id = attention.id JOIN person ON person.id = attention.person_id
WHERE (attention.outcome = 'in_process' OR attention.reopened OR ticket.state = 'carried_over') AND about_case IS NULL
AND person.key_wrapped <> '' AND NOT EXISTS (
    SELECT FROM unreadable WHERE place = 'person.key' AND object_id = person.id AND noticed_at > app_now() - interval '1 hour')
AND NOT EXISTS (SELECT FROM case_file WHERE case_file.attention_id = attention.id)
ORDER BY attention.joined_at LIMIT 100 FOR NO KEY UPDATE OF attention SKIP LOCKED;

-- name: person_of_case(id)$
-- one row
SELECT person_id FROM case_file WHERE id = :id;

-- name: is_officer(staff_id, department_id)$
-- Whether this person answers for the department.
SELECT EXISTS (SELECT FROM staff WHERE id = :staff_id AND department_id = :department_id AND active
               AND role IN ('director', 'assistant', 'mayor'));

-- name: write_subject(id, subject)!
UPDATE case_file SET subject = :subject, version = version + 1 WHERE id = :id;

-- name: write_delivery(id, now, proof)!
UPDATE case_message SET delivered_at = :now, proof = :proof WHERE id = :id AND delivered_at IS NULL;

-- name: write_rating(id, rating)!
UPDATE case_file SET rating = :rating WHERE id = :id;

-- name: messages_today(case_id, now)$
SELECT count(*) FROM case_message WHERE case_id = :case_id AND author = 'citizen' AND at > :now::timestamptz - interval '1 day';

-- name: corrections_today(case_id, now)$
SELECT count(*) FROM case_event WHERE case_id = :case_id AND kind = 'contact_corrected'
AND at > :now::timestamptz - interval '1 day';

-- name: case_exists(id)$
-- Those of a person who was erased are gone.
SELECT EXISTS (SELECT FROM case_file JOIN person ON person.id = person_id WHERE case_file.id = :id AND key_wrapped <> '');

-- name: message_exists(id)$
SELECT EXISTS (SELECT FROM case_message WHERE id = :id);

-- name: folio_of_case(id)$
SELECT folio FROM case_file WHERE id = :id;

-- name: found_case(id)^
-- one row
-- not null: joined, people
-- nullable: folio, number, ticket_id
-- `joined`: how many cases have its number; `people`: of how many people they are, as far as a contact or a name tells.
SELECT case_file.*, same.joined, same.people, COALESCE(attention.secret_generation, case_file.secret_generation) AS generation,
    department.name_es AS department_es, department.name_en AS department_en,
    topic.name_es AS topic_es, topic.name_en AS topic_en, topic.slug AS topic_slug, of_topic.slug AS department_slug,
    app_now() AS now
FROM case_file
JOIN department ON department.id = case_file.department_id
LEFT JOIN attention ON attention.id = case_file.attention_id
LEFT JOIN topic ON topic.id = case_file.topic_id
LEFT JOIN department AS of_topic ON of_topic.id = topic.department_id
CROSS JOIN LATERAL (
    SELECT count(*) AS joined, count(DISTINCT coalesce(contact_index, name_index, uuid_send(id))) AS people
    FROM case_file AS other WHERE other.joined_as = case_file.joined_as) AS same
WHERE case_file.id = :id;

-- name: write_contact(contact_index, contact_sealed, id)!
-- nullable: contact_index, contact_sealed
UPDATE case_file SET contact_index = :contact_index, contact_sealed = :contact_sealed WHERE id = :id;

-- name: rectify(subject, name_sealed, name_index, contact_sealed, contact_index, place_sealed, matter_sealed, behalf_sealed, guardian_sealed, answer_by, id)!
-- nullable: name_sealed, name_index, contact_sealed, contact_index, place_sealed, behalf_sealed, guardian_sealed
-- Whoever saw the case before is to look again.
UPDATE case_file SET subject = :subject, name_sealed = :name_sealed, name_index = :name_index, contact_sealed = :contact_sealed, contact_index = :contact_index,
    place_sealed = :place_sealed, matter_sealed = :matter_sealed, behalf_sealed = :behalf_sealed, guardian_sealed = :guardian_sealed,
    answer_by = :answer_by, version = version + 1 WHERE id = :id;

-- name: way_of_case(case_id)
-- What the citizen reads of its way; where it was turned to is named.
SELECT case_event.at, case_event.kind, case_event.reason, department.name_es, department.name_en
FROM case_event LEFT JOIN department ON department.id = (case_event.detail ->> 'to_department')::integer
WHERE case_id = :case_id
AND kind IN ('received', 'opened', 'turned', 'assigned', 'started', 'asked', 'clarified', 'not_clarified', 'answered', 'concluded',
    'reopened', 'attended', 'withdrawn', 'guardian_withdrew')
ORDER BY case_event.id;

-- name: messages_for_citizen(case_id)
-- Notes are for staff alone.
SELECT case_message.id, case_message.at, case_message.author, case_message.kind, case_message.content_sealed, case_message.officer,
    case_message.seen_at, department.name_es, department.name_en
FROM case_message LEFT JOIN department ON department.id = case_message.department_id
WHERE case_id = :case_id AND kind <> 'note' ORDER BY case_message.at, case_message.id;

-- name: files_for_citizen(case_id)
-- What came with the petition, also at the front desk, and with what was written to the citizen; files of notes are for staff alone,
-- and so are pictures of a call, which came neither with a message nor with the petition.
SELECT case_attachment.id, message_id, case_attachment.name_sealed, media_type, bytes
FROM case_attachment JOIN case_file ON case_file.id = case_attachment.case_id
LEFT JOIN case_message ON case_message.id = message_id
WHERE case_attachment.case_id = :case_id AND case_message.kind IS DISTINCT FROM 'note'
AND (message_id IS NOT NULL OR case_attachment.author = 'citizen' OR case_attachment.at = case_file.made_at)
ORDER BY case_attachment.at, case_attachment.id;

-- name: sent_file(id, case_id)^
-- One that `files_for_citizen` names.
SELECT case_attachment.media_type, case_attachment.name_sealed, case_attachment.content_sealed
FROM case_attachment JOIN case_file ON case_file.id = case_attachment.case_id
LEFT JOIN case_message ON case_message.id = message_id
WHERE case_attachment.id = :id AND case_attachment.case_id = :case_id AND case_message.kind IS DISTINCT FROM 'note'
AND (message_id IS NOT NULL OR case_attachment.author = 'citizen' OR case_attachment.at = case_file.made_at);

-- name: write_seen(case_id, now)!
UPDATE case_message SET seen_at = :now, delivered_at = COALESCE(delivered_at, :now), proof = COALESCE(proof, 'seen_on_page')
WHERE case_id = :case_id AND author = 'staff' AND kind <> 'note' AND seen_at IS NULL;

-- name: case_of_folio(folio, department_id)$
-- The case of this folio, where the department has it.
SELECT id FROM case_file WHERE folio = :folio AND department_id = :department_id AND NOT blocked;

-- name: whom_to_tell(id, purposes)^
-- one row
-- `agreed`: to one of these purposes, and have not taken it back.
SELECT folio, person_id, language, contact_sealed, answer_by,
    EXISTS (SELECT FROM consent WHERE consent.person_id = case_file.person_id AND consent.purpose = ANY(:purposes::text[])
            AND consent.revoked_at IS NULL) AS agreed
FROM case_file WHERE id = :id;

-- name: touch(id)!
-- Somebody did what changes no state, and whoever saw the case before is to look again.
UPDATE case_file SET version = version + 1 WHERE id = :id;

-- name: delivery_of(id, case_id)^
-- By which way an answer goes, and whether it arrived.
SELECT delivery, delivered_at FROM case_message WHERE id = :id AND case_id = :case_id AND kind = 'answer';

-- name: leave_on_page(case_id, ways)!
-- Answers that did not arrive and were to go by a way that is not allowed any more: the person reads them by folio and PIN.
UPDATE case_message SET delivery = 'page'
WHERE case_id = :case_id AND kind = 'answer' AND delivered_at IS NULL AND delivery = ANY (:ways::text[]);

-- name: due_for_warning(today, soon_until)
-- Owed an answer, due soon or over, and nobody was told of it today. Not those of invented people.
SELECT case_file.id, case_file.folio, case_file.due_on, department.slug AS department
FROM case_file JOIN department ON department.id = case_file.department_id
WHERE stage = 'open' AND stopped_on IS NULL AND NOT demo AND due_on <= :soon_until AND (warned_on IS NULL OR warned_on < :today)
ORDER BY due_on, case_file.id LIMIT 200 FOR NO KEY UPDATE OF case_file SKIP LOCKED;

-- name: write_warned(ids, today)!
UPDATE case_file SET warned_on = :today WHERE id = ANY(:ids::uuid[]);

-- name: cases_of_name(name_index, contact_index, folio)
-- not null: withdrawn
-- Petitions under a name, for the front desk; never complaints, which are told to their own department alone. The contact or the
-- folio narrows it where one is given.
SELECT case_file.id, case_file.folio, case_file.made_at, case_file.state, department.name_es, department.name_en,
    coalesce(case_file.conclusion IN ('withdrawn', 'guardian_withdrew'), false) AS withdrawn
FROM case_file JOIN department ON department.id = case_file.department_id
JOIN person ON person.id = case_file.person_id
WHERE case_file.name_index = :name_index AND case_file.kind = 'petition' AND NOT case_file.blocked
AND (:contact_index::bytea IS NULL OR case_file.contact_index = :contact_index)
AND (:folio::text IS NULL OR case_file.folio = :folio)
ORDER BY case_file.made_at DESC, case_file.id LIMIT 20;

-- name: case_named(id, name_index)^
-- A petition that is under this name, locked.
SELECT id, attention_id FROM case_file WHERE id = :id AND name_index = :name_index AND kind = 'petition' AND NOT blocked FOR NO KEY UPDATE;

-- name: renew_case_secrets(id)$
-- one row
-- Everything that the old secrets opened stays closed to them: PIN and cookie are derived from the generation.
UPDATE case_file SET secret_generation = secret_generation + 1 WHERE id = :id RETURNING secret_generation;

-- name: slip_of_case(id)^
-- What stands on a receipt: nothing of the person.
SELECT case_file.id, case_file.folio, case_file.received_on, case_file.due_on, case_file.made_at, case_file.kind, case_file.source,
    case_file.anonymous, COALESCE(attention.secret_generation, case_file.secret_generation) AS generation,
    department.name_es AS department_es, department.name_en AS department_en, topic.name_es AS topic_es, topic.name_en AS topic_en,
    (SELECT count(*) FROM case_attachment WHERE case_id = case_file.id AND message_id IS NULL) AS files
FROM case_file JOIN department ON department.id = case_file.department_id
LEFT JOIN attention ON attention.id = case_file.attention_id
LEFT JOIN topic ON topic.id = case_file.topic_id
WHERE case_file.id = :id;

-- name: case_of_answer_mail(notice_id)$
-- The case whose answer this e-mail tells of, locked before what lies in the outbox.
SELECT case_file.id FROM case_file JOIN outbox ON outbox.about = case_file.id
WHERE outbox.id = :notice_id AND outbox.kind = 'case_answered' AND outbox.channel = 'mail' FOR NO KEY UPDATE OF case_file;

-- name: silence_from_delivery(id, days)$
-- An answer that was to be delivered has arrived: the silence that concludes begins then. Gives until when. What is read on the page
-- was there from the beginning.
UPDATE case_file SET silence_until = CASE newest.delivery WHEN 'page' THEN least(silence_until, newest.told_until)
    ELSE coalesce(newest.told_until, silence_until) END
FROM (SELECT delivery, delivered_at + make_interval(days => :days) AS told_until FROM case_message
      WHERE case_id = :id AND kind = 'answer' ORDER BY at DESC, id LIMIT 1) AS newest
WHERE case_file.id = :id AND state = 'answered' RETURNING silence_until;

-- name: mail_given_up(notice_id)$
-- The e-mail that tells of an answer will never arrive: the answer is handed over, or the person reads it by folio and PIN.
UPDATE case_message SET delivery = 'counter'
FROM outbox
WHERE outbox.id = :notice_id AND outbox.kind = 'case_answered' AND outbox.channel = 'mail' AND case_message.case_id = outbox.about
AND case_message.kind = 'answer' AND delivery = 'email' AND delivered_at IS NULL AND case_message.at <= outbox.made_at
RETURNING case_message.case_id;

-- name: mail_accepted(notice_id)!
-- The e-mail that tells of an answer was accepted: that proves its delivery, where the answer goes by e-mail.
UPDATE case_message SET delivered_at = app_now(), proof = 'mail_accepted'
FROM outbox
WHERE outbox.id = :notice_id AND outbox.kind = 'case_answered' AND outbox.channel = 'mail' AND case_message.case_id = outbox.about
AND case_message.kind = 'answer' AND delivery = 'email' AND delivered_at IS NULL AND case_message.at <= outbox.made_at;
