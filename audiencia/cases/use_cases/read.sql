-- Everything of one case, for those who may read it.

-- name: whole_case(id, purposes)^
-- one row
-- `agreed`: to one of these purposes, and have not taken it back; `authorised`: for a minor, likewise; `browsers`: asked to be told there.
SELECT case_file.id, case_file.folio, case_file.person_id, case_file.attention_id, case_file.source, case_file.kind, case_file.topic_id,
    case_file.department_id, case_file.state, case_file.version, case_file.assigned_to, case_file.due_on, case_file.calendar,
    case_file.stopped_on, case_file.days_left, case_file.asked_until, case_file.answered_at, case_file.silence_until,
    case_file.concluded_at, case_file.conclusion, case_file.language, case_file.made_at, case_file.received_on, case_file.rating,
    case_file.answer_by, case_file.behalf, case_file.anonymous, case_file.subject, case_file.name_sealed, case_file.matter_sealed,
    case_file.place_sealed, case_file.contact_sealed, case_file.behalf_sealed, case_file.guardian_sealed,
    topic.name_es AS topic_es, topic.name_en AS topic_en, department.slug AS department_slug, department.name_es AS department_es,
    department.name_en AS department_en, about.name_es AS about_es, about.name_en AS about_en,
    officer.display_name AS officer, maker.display_name AS maker, app_now() AS now,
    EXISTS (SELECT FROM consent WHERE consent.person_id = case_file.person_id AND consent.purpose = ANY(:purposes::text[])
            AND consent.revoked_at IS NULL) AS agreed,
    EXISTS (SELECT FROM consent WHERE consent.person_id = case_file.person_id AND consent.purpose = 'guardian'
            AND consent.revoked_at IS NULL) AS authorised,
    EXISTS (SELECT FROM notice_way WHERE notice_way.person_id = case_file.person_id AND notice_way.reason = 'case') AS browsers
FROM case_file
JOIN department ON department.id = case_file.department_id
LEFT JOIN topic ON topic.id = case_file.topic_id
LEFT JOIN department AS about ON about.id = case_file.about_department_id
LEFT JOIN staff AS officer ON officer.id = case_file.assigned_to
LEFT JOIN staff AS maker ON maker.id = case_file.made_by
WHERE case_file.id = :id;

-- name: messages(case_id)
SELECT case_message.id, case_message.at, author, kind, content_sealed, officer, delivery, delivered_at, proof, seen_at,
    staff.display_name AS writer, department.name_es AS department_es, department.name_en AS department_en
FROM case_message
LEFT JOIN staff ON staff.id = case_message.staff_id
LEFT JOIN department ON department.id = case_message.department_id
WHERE case_id = :case_id ORDER BY case_message.at, case_message.id;

-- name: files(case_id)
-- What came with it: without its content, which is read alone.
SELECT case_attachment.id, message_id, at, author, bytes, name_sealed, staff.display_name AS writer
FROM case_attachment LEFT JOIN staff ON staff.id = case_attachment.staff_id
WHERE case_id = :case_id ORDER BY at, case_attachment.id;

-- name: file_content(id, case_id)^
SELECT media_type, name_sealed, content_sealed FROM case_attachment WHERE id = :id AND case_id = :case_id;

-- name: events(case_id)
SELECT case_event.at, kind, reason, actor_kind, staff.display_name AS actor, detail::text AS detail
FROM case_event LEFT JOIN staff ON staff.id = case_event.actor_id
WHERE case_id = :case_id ORDER BY case_event.id;

-- name: names_of_staff(ids)
SELECT id, display_name FROM staff WHERE id = ANY(:ids::integer[]);

-- name: names_of_departments(ids)
SELECT id, name_es, name_en FROM department WHERE id = ANY(:ids::integer[]);

-- name: last_event(case_id)^
-- Who changed it last: for whoever was second.
SELECT case_event.at, kind, reason, actor_kind, staff.display_name AS actor, detail::text AS detail
FROM case_event LEFT JOIN staff ON staff.id = case_event.actor_id
WHERE case_id = :case_id ORDER BY case_event.id DESC LIMIT 1;

-- name: last_events(folios, department_id)
-- What happened last to each of these petitions, as far as the department has them.
SELECT case_file.folio, last.at, last.kind, last.reason, last.actor_kind, staff.display_name AS actor, last.detail::text AS detail
FROM case_file CROSS JOIN LATERAL (
    SELECT * FROM case_event WHERE case_id = case_file.id ORDER BY case_event.id DESC LIMIT 1) AS last
LEFT JOIN staff ON staff.id = last.actor_id
WHERE folio = ANY(:folios::text[]) AND case_file.department_id = :department_id AND case_file.kind = 'petition' AND NOT blocked;

-- name: files_of_message(message_id)
SELECT id, name_sealed FROM case_attachment WHERE message_id = :message_id ORDER BY at, id;

-- name: public_status(folios)
-- What is told of petitions to whoever names their folios.
SELECT folio, state, received_on FROM case_file
WHERE folio = ANY(:folios::text[]) AND kind = 'petition' AND attention_id IS NULL AND NOT blocked ORDER BY folio;

-- name: answers_of_folio(folio)
-- not null: officer
SELECT case_message.id, case_message.at, content_sealed, officer, department.name_es AS department_es, department.name_en AS department_en,
    case_file.person_id
FROM case_file
JOIN case_message ON case_message.case_id = case_file.id
JOIN department ON department.id = case_message.department_id
WHERE case_file.folio = :folio AND case_message.kind = 'answer' AND NOT case_file.blocked ORDER BY case_message.at, case_message.id;

-- name: answer_of(id, case_id)^
-- not null: officer, delivery
SELECT case_message.id, case_message.at, content_sealed, officer, delivery, delivered_at, proof,
    department.name_es AS department_es, department.name_en AS department_en,
    case_file.folio, case_file.person_id, case_file.language, case_file.name_sealed
FROM case_message
JOIN case_file ON case_file.id = case_message.case_id
JOIN department ON department.id = case_message.department_id
WHERE case_message.id = :id AND case_message.case_id = :case_id AND case_message.kind = 'answer';
