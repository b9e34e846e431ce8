-- Lists of a department's cases: nothing personal is read here but by blind index, and nothing of another department at all.
-- `practice`: in a demonstration; elsewhere cases of invented people are in no list and no count.

-- name: clock()$
SELECT app_now();

-- name: page(department_id, practice, stage, first_rank, last_rank, after_rank, after_id, state, assigned_to, nobody, source, topic_id, from_day, until_day, by, descending, backwards, at_most, skip)
-- not null: joined
-- Those of one stage between two places in its list, after the last row that was seen: in their places, `backwards` or not, or
-- by another column. `unread`: the citizen wrote last;
-- `undelivered`: the newest answer is to be told or handed over, and nobody has; `joined`: how many cases have its number.
SELECT listed.id, listed.folio, listed.kind, listed.state, listed.version, listed.department_id, listed.assigned_to, listed.due_on, listed.calendar,
    listed.stopped_on, listed.days_left, listed.asked_until, listed.answered_at, listed.silence_until, listed.concluded_at,
    listed.conclusion, listed.source, listed.topic_id, listed.received_on, listed.subject, listed.list_rank, listed.joined_as,
    topic.name_es AS topic_es, topic.name_en AS topic_en, staff.display_name AS officer,
    coalesce((SELECT author = 'citizen' FROM case_message WHERE case_id = listed.id AND kind <> 'note' ORDER BY at DESC, id LIMIT 1), false) AS unread,
    coalesce((SELECT delivered_at IS NULL AND delivery IN ('telephone', 'counter') FROM case_message
              WHERE case_id = listed.id AND kind = 'answer' ORDER BY at DESC, id LIMIT 1), false) AS undelivered,
    (SELECT count(*) FROM case_file AS same WHERE same.joined_as = listed.joined_as) AS joined
FROM (
    SELECT id, folio, kind, state, version, department_id, assigned_to, due_on, calendar, stopped_on, days_left, asked_until, answered_at,
        silence_until, concluded_at, conclusion, source, topic_id, received_on, subject, list_rank, joined_as, chosen_place
    FROM case_file, LATERAL (SELECT CASE :by::text
        WHEN 'folio' THEN folio
        WHEN 'state' THEN array_position(ARRAY['received', 'reopened', 'assigned', 'in_process', 'answered', 'concluded'], state)::text
        WHEN 'officer' THEN (SELECT unaccent(lower(display_name)) FROM staff WHERE staff.id = assigned_to)
    END) AS ordered (chosen_place)
    WHERE department_id = :department_id AND stage = :stage AND (:practice OR NOT demo)
    AND list_rank BETWEEN :first_rank AND :last_rank
    AND (list_rank, id) > (:after_rank, :after_id)
    AND (:state::text IS NULL OR state = :state)
    AND (:assigned_to::integer IS NULL OR assigned_to = :assigned_to)
    AND (NOT :nobody OR assigned_to IS NULL)
    AND (:source::text IS NULL OR source = :source)
    AND (:topic_id::integer IS NULL OR topic_id = :topic_id)
    AND (:from_day::date IS NULL OR received_on >= :from_day)
    AND (:until_day::date IS NULL OR received_on <= :until_day)
    ORDER BY CASE WHEN NOT :descending THEN chosen_place END, CASE WHEN :descending THEN chosen_place END DESC,
        CASE WHEN :backwards THEN -list_rank END, list_rank, id
    LIMIT :at_most OFFSET :skip
) AS listed
LEFT JOIN topic ON topic.id = listed.topic_id
LEFT JOIN staff ON staff.id = listed.assigned_to
ORDER BY CASE WHEN NOT :descending THEN listed.chosen_place END, CASE WHEN :descending THEN listed.chosen_place END DESC,
    CASE WHEN :backwards THEN -listed.list_rank END, listed.list_rank, listed.id;

-- name: fitting(department_id, practice, stage, first_rank, last_rank, after_rank, after_id, state, assigned_to, nobody, source, topic_id, from_day, until_day)$
-- How many are on all pages of the same list.
SELECT count(*) FROM case_file
WHERE department_id = :department_id AND stage = :stage AND (:practice OR NOT demo)
AND list_rank BETWEEN :first_rank AND :last_rank
AND (list_rank, id) > (:after_rank, :after_id)
AND (:state::text IS NULL OR state = :state)
AND (:assigned_to::integer IS NULL OR assigned_to = :assigned_to)
AND (NOT :nobody OR assigned_to IS NULL)
AND (:source::text IS NULL OR source = :source)
AND (:topic_id::integer IS NULL OR topic_id = :topic_id)
AND (:from_day::date IS NULL OR received_on >= :from_day)
AND (:until_day::date IS NULL OR received_on <= :until_day);

-- name: chosen(department_id, ids)
-- not null: joined
-- Some of a department's cases, for a search's result or a choice: as rows of the list.
SELECT listed.id, listed.folio, listed.kind, listed.state, listed.version, listed.department_id, listed.assigned_to, listed.due_on, listed.calendar,
    listed.stopped_on, listed.days_left, listed.asked_until, listed.answered_at, listed.silence_until, listed.concluded_at,
    listed.conclusion, listed.source, listed.topic_id, listed.received_on, listed.subject, listed.list_rank, listed.joined_as,
    topic.name_es AS topic_es, topic.name_en AS topic_en, staff.display_name AS officer,
    coalesce((SELECT author = 'citizen' FROM case_message WHERE case_id = listed.id AND kind <> 'note' ORDER BY at DESC, id LIMIT 1), false) AS unread,
    coalesce((SELECT delivered_at IS NULL AND delivery IN ('telephone', 'counter') FROM case_message
              WHERE case_id = listed.id AND kind = 'answer' ORDER BY at DESC, id LIMIT 1), false) AS undelivered,
    (SELECT count(*) FROM case_file AS same WHERE same.joined_as = listed.joined_as) AS joined
FROM case_file AS listed
LEFT JOIN topic ON topic.id = listed.topic_id
LEFT JOIN staff ON staff.id = listed.assigned_to
WHERE listed.id = ANY(:ids::uuid[]) AND listed.department_id = :department_id AND NOT listed.blocked
ORDER BY listed.stage DESC, listed.list_rank, listed.id;

-- name: counts(department_id, practice, today_rank, soon_rank, stopped_rank, me)^
-- How many are owed an answer, by urgency and by who has them.
SELECT count(*) AS open,
    count(*) FILTER (WHERE list_rank < :today_rank) AS overdue,
    count(*) FILTER (WHERE list_rank = :today_rank) AS today,
    count(*) FILTER (WHERE list_rank > :today_rank AND list_rank <= :soon_rank) AS soon,
    count(*) FILTER (WHERE list_rank > :soon_rank AND list_rank < :stopped_rank) AS on_time,
    count(*) FILTER (WHERE list_rank = :stopped_rank) AS stopped,
    count(*) FILTER (WHERE assigned_to = :me) AS mine,
    count(*) FILTER (WHERE assigned_to IS NULL) AS nobody
FROM case_file WHERE department_id = :department_id AND stage = 'open' AND (:practice OR NOT demo);

-- name: split(department_id, practice, stage)
-- How many of a stage are in each state, came from each source, are about each topic: one of the three columns tells which.
SELECT state, source, topic_id, count(*) AS cases FROM case_file
WHERE department_id = :department_id AND stage = :stage AND (:practice OR NOT demo)
GROUP BY GROUPING SETS ((state), (source), (topic_id)) ORDER BY cases DESC;

-- name: overdue(department_id, practice, today_rank)$
SELECT count(*) FROM case_file
WHERE department_id = :department_id AND stage = 'open' AND list_rank < :today_rank AND (:practice OR NOT demo);

-- name: topics(department_id, others)
-- Topics that a department's cases can be about: its own, and those of cases that were turned to it.
SELECT id, name_es, name_en FROM topic
WHERE department_id = :department_id OR id = ANY(:others::integer[]) ORDER BY department_id <> :department_id, ordinal, id;

-- name: with_subject(department_id, words)
-- By what staff wrote: in Spanish, with its endings.
SELECT id FROM case_file
WHERE department_id = :department_id AND to_tsvector('spanish', subject) @@ websearch_to_tsquery('spanish', :words) AND NOT blocked
ORDER BY received_on DESC, id LIMIT 100;

-- name: of_person(department_id, contact, name)
-- nullable: contact, name
-- By the blind index of a contact or of a name.
SELECT id FROM case_file
WHERE department_id = :department_id AND (contact_index = :contact OR name_index = :name) AND NOT blocked ORDER BY received_on DESC, id LIMIT 100;

-- name: officers(department_id)
-- Those of a department who answer for it.
SELECT id, display_name AS name, role FROM staff
WHERE department_id = :department_id AND active AND role IN ('director', 'assistant', 'mayor') ORDER BY display_name, id;
