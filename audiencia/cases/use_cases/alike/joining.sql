-- Cases of one reported thing, which an officer joined.

-- name: joined_now(ids)
-- not null: joined_as
-- Of these cases those that are joined with another, and under which number.
SELECT id, joined_as FROM case_file
WHERE id = ANY(:ids::uuid[]) AND EXISTS (
    SELECT FROM case_file AS other WHERE other.joined_as = case_file.joined_as AND other.id <> case_file.id);

-- name: joined_count(joined_as)$
SELECT count(*) FROM case_file WHERE joined_as = :joined_as;

-- name: joined_with(id)
-- not null: who, happened, unread
-- All that have its number, itself among them. `who`: the same for cases of one person, as far as a contact or a name tells.
-- `unread`: the citizen wrote last; `happened`: how much, of whatever kind.
SELECT id, folio, state, conclusion, subject, received_on, person_id, asked_until,
    coalesce(contact_index, name_index, uuid_send(id)) AS who,
    (SELECT count(*) FROM case_event WHERE case_id = case_file.id) AS happened,
    coalesce((SELECT author = 'citizen' FROM case_message WHERE case_id = case_file.id AND kind <> 'note'
              ORDER BY at DESC, id LIMIT 1), false) AS unread
FROM case_file WHERE joined_as = (SELECT own.joined_as FROM case_file AS own WHERE own.id = :id) ORDER BY received_on, folio;

-- name: one_at_a_time(joined_as)!
-- Whoever adds to this set waits for who does just now. Taken after the rows are locked.
SELECT pg_advisory_xact_lock(hashtextextended(:joined_as::uuid::text, 143));

-- name: join(ids, joined_as)
UPDATE case_file SET joined_as = :joined_as, version = version + 1
WHERE id = ANY(:ids::uuid[]) AND kind = 'petition' AND NOT blocked RETURNING id;

-- name: people_of(ids)
-- Who they are, sealed.
SELECT id, person_id, behalf, name_sealed, contact_sealed, behalf_sealed, guardian_sealed FROM case_file WHERE id = ANY(:ids::uuid[]);

-- name: keep_joined(ids, joined_as)!
-- They went to another department together.
UPDATE case_file SET joined_as = :joined_as WHERE id = ANY(:ids::uuid[]);

-- name: separate(id)!
UPDATE case_file SET joined_as = NULL, version = version + 1 WHERE id = :id;

-- name: in_question(id, department_id, topic_id, since)
-- not null: joined
-- nullable: topic_id
-- Open petitions of a department that this one may be the same as, those of its topic first: all, or where it is joined already,
-- those that are not.
SELECT case_file.id, version, folio, person_id, subject, received_on, matter_sealed, place_sealed, joined_as, topic.name_es AS topic_es,
    topic.name_en AS topic_en, (SELECT count(*) FROM case_file AS same WHERE same.joined_as = case_file.joined_as) AS joined
FROM case_file LEFT JOIN topic ON topic.id = case_file.topic_id
WHERE case_file.department_id = :department_id AND stage = 'open' AND kind = 'petition' AND case_file.id <> :id AND received_on >= :since
AND (NOT EXISTS (SELECT FROM case_file AS same WHERE same.joined_as = case_file.joined_as AND same.id <> case_file.id)
     OR NOT EXISTS (SELECT FROM case_file AS own JOIN case_file AS same ON same.joined_as = own.joined_as AND same.id <> own.id
                    WHERE own.id = :id))
ORDER BY topic_id IS NOT DISTINCT FROM :topic_id DESC, received_on DESC, case_file.id LIMIT 200;
