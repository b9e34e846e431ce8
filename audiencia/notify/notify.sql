-- Ways of telling people, and the outbox: see migration 0014.

-- name: ways_of_person(person_id, reason)
-- How a person asked to be told.
SELECT id, channel, language FROM notice_way WHERE person_id = :person_id AND reason = :reason ORDER BY made_at, id;

-- name: insert_notice(id, kind, channel, person_id, way_id, office, about, occasion, target, language, sealed, plain, urgent, now, due_at, expires_at)$
-- One notice on its way; nothing when the same occasion was told to the same before.
INSERT INTO outbox (id, kind, channel, person_id, way_id, office, about, occasion, target, language, sealed, plain, urgent,
                    made_at, due_at, expires_at)
VALUES (:id, :kind, :channel, :person_id, :way_id, :office, :about, :occasion, :target, :language, :sealed, :plain::jsonb,
        :urgent, :now, :due_at, :expires_at)
ON CONFLICT (about, kind, channel, occasion, target) WHERE occasion <> '' DO NOTHING RETURNING id;
