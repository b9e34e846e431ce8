-- Ways of telling people, and the outbox (audiencia/db/schema/notifications.sql).

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

-- name: claim(channel, kinds, at_most, lease_seconds)
-- Takes some that are due, of these kinds (others are for a newer node): until the lease is over they are due for nobody else, and then again, whatever became of who took
-- them. `number`: of a ticket; everything else that the words need is in the row.
UPDATE outbox SET attempts = outbox.attempts + 1, due_at = app_now() + make_interval(secs => :lease_seconds)
FROM (SELECT one.id, notice_way.address_sealed, ticket.number
      FROM outbox AS one LEFT JOIN notice_way ON notice_way.id = one.way_id LEFT JOIN ticket ON ticket.id = one.about
      WHERE one.state = 'waiting' AND one.channel = :channel AND one.due_at <= (SELECT app_now()) AND one.kind = ANY(:kinds::text[])
      AND one.expires_at > (SELECT app_now())
      ORDER BY one.urgent DESC, one.due_at LIMIT :at_most FOR UPDATE OF one SKIP LOCKED) AS due
WHERE outbox.id = due.id
RETURNING outbox.id, outbox.kind, outbox.person_id, outbox.way_id, outbox.office, outbox.language, outbox.sealed, outbox.plain::text,
          outbox.urgent, outbox.attempts, outbox.expires_at, outbox.made_at, due.address_sealed, due.number;

-- name: expire_late(channel)
-- What nobody could tell in time. Those that are being sent just now are left to who sends them.
UPDATE outbox SET state = 'expired', done_at = app_now(), sealed = NULL, plain = NULL
WHERE id IN (SELECT id FROM outbox WHERE state = 'waiting' AND channel = :channel AND due_at <= (SELECT app_now())
             AND expires_at <= (SELECT app_now()) FOR UPDATE SKIP LOCKED) RETURNING id, kind;

-- name: write_sent(id)!
UPDATE outbox SET state = 'sent', done_at = app_now(), sealed = NULL, plain = NULL, failure = NULL
WHERE id = :id AND state = 'waiting';

-- name: write_failed(id, failure)!
UPDATE outbox SET state = 'failed', done_at = app_now(), sealed = NULL, plain = NULL, failure = :failure
WHERE id = :id AND state = 'waiting';

-- name: write_again(id, attempts, failure, wait_seconds)!
-- Unless another node claimed it meanwhile.
UPDATE outbox SET due_at = app_now() + make_interval(secs => :wait_seconds), failure = :failure
WHERE id = :id AND state = 'waiting' AND attempts = :attempts;

-- name: is_waiting(id)$
-- Whether it is still to be sent: nobody took it back.
SELECT EXISTS (SELECT FROM outbox WHERE id = :id AND state = 'waiting');

-- name: is_told(about, kind, occasion)$
-- Whether anybody was told of an occasion.
SELECT EXISTS (SELECT FROM outbox WHERE about = :about AND kind = :kind AND occasion = :occasion AND occasion <> '');

-- name: recall(about, kept)!
-- What waits to be sent about this to the contact that was given with it, but for these kinds.
DELETE FROM outbox WHERE about = :about AND state = 'waiting' AND way_id IS NULL AND person_id IS NOT NULL
AND kind <> ALL(:kept::text[]);

-- name: lock_waiting(about, person_id)
-- not null: sealed
-- The same of one person, all of it, as it was to be told; what goes to a browser is not told to the contact.
SELECT id, kind, occasion, sealed, made_at, expires_at FROM outbox
WHERE about = :about AND state = 'waiting' AND way_id IS NULL AND channel <> 'push' AND person_id = :person_id ORDER BY id FOR UPDATE;

-- name: remove(ids)!
DELETE FROM outbox WHERE id = ANY(:ids::uuid[]);

-- name: recall_kinds(about, kinds)!
-- What waits to be sent about this by any way, also to an office.
DELETE FROM outbox WHERE about = :about AND state = 'waiting' AND kind = ANY(:kinds::text[]);

-- name: forget_way(id)!
DELETE FROM notice_way WHERE id = :id;

-- name: forget_done(days)!
-- Who was told of what is of no use after some time.
DELETE FROM outbox WHERE done_at < (SELECT app_now()) - make_interval(days => :days);

-- name: channel_health(late_seconds)
-- For each way: what waits too long, since when, and what went and failed within a day, with the reasons.
SELECT channel, count(*) FILTER (WHERE state = 'sent') AS sent,
       count(*) FILTER (WHERE state = 'waiting' AND (attempts > 0 OR due_at < app_now() - make_interval(secs => :late_seconds))) AS late,
       min(made_at) FILTER (WHERE state = 'waiting' AND (attempts > 0 OR due_at < app_now() - make_interval(secs => :late_seconds))) AS since,
       count(*) FILTER (WHERE state = 'expired') AS expired, count(*) FILTER (WHERE state = 'failed') AS failed,
       array_remove(array_agg(DISTINCT failure), NULL) AS failures
FROM outbox WHERE state = 'waiting' OR done_at > (SELECT app_now()) - interval '1 day' GROUP BY channel;

-- name: owner(attention_id)^
-- nullable: department, staff_id
-- Whose turn it is, and where they said that they can be reached.
SELECT attention.person_id, attention.language, attention.contact_sealed, ticket.id AS ticket_id,
    ticket.state IN ('served', 'left', 'cancelled', 'lapsed', 'carried_over') AS over
FROM attention JOIN ticket ON ticket.attention_id = attention.id WHERE attention.id = :attention_id;

-- name: lock_owner(attention_id)^
-- The same; the ticket does not end meanwhile, so that nothing is kept of one that has ended.
SELECT attention.person_id, attention.language, attention.contact_sealed, ticket.id AS ticket_id,
    ticket.state IN ('served', 'left', 'cancelled', 'lapsed', 'carried_over') AS over
FROM attention JOIN ticket ON ticket.attention_id = attention.id WHERE attention.id = :attention_id FOR SHARE OF ticket;

-- name: insert_way(id, person_id, reason, ticket_id, channel, address_sealed, address_index, language, now)!
INSERT INTO notice_way (id, person_id, reason, ticket_id, channel, address_sealed, address_index, language, made_at)
VALUES (:id, :person_id, :reason, :ticket_id, :channel, :address_sealed, :address_index, :language, :now)
ON CONFLICT (person_id, reason, address_index) DO NOTHING;

-- name: lock_ways_at(address_index)
-- All ways that lead to this address, of any person.
SELECT id, person_id, reason, address_sealed FROM notice_way WHERE address_index = :address_index ORDER BY id FOR UPDATE;

-- name: move_way(id, address_sealed, address_index)!
-- What waits to be sent on it goes there.
UPDATE notice_way SET address_sealed = :address_sealed, address_index = :address_index WHERE id = :id;

-- name: forget_ways(person_id, reason, channel, address_index)!
-- nullable: person_id
-- Of one channel: one address, or all. What waits to be sent on it goes too.
DELETE FROM notice_way WHERE person_id = :person_id AND reason = :reason AND channel = :channel
AND address_index = coalesce(:address_index, address_index);

-- name: has_way(person_id, reason, address_index)$
-- nullable: person_id
SELECT EXISTS (SELECT FROM notice_way WHERE person_id = :person_id AND reason = :reason AND address_index = :address_index);

-- name: forget_ways_of_concluded(days)!
-- nullable: person_id
-- A case that was concluded so long ago tells nothing any more; what it said at last has gone by then.
DELETE FROM notice_way USING case_file
WHERE notice_way.reason = 'case' AND case_file.person_id = notice_way.person_id AND case_file.state = 'concluded'
AND case_file.concluded_at < app_now() - make_interval(days => :days);

-- name: not_told_near()
-- Who waits, asked to be told, and was not told yet that the turn is near. `moves`: people are called from the line now.
SELECT DISTINCT ticket.id, ticket.queue_id, session.state <> 'lobby' AND EXISTS (
    SELECT FROM room WHERE room.serves @> ARRAY[queue.id] AND room.connected
    AND room.state IN ('available', 'reserved', 'in_call', 'on_hold', 'wrap_up', 'assisting')) AS moves
FROM notice_way JOIN ticket ON ticket.id = notice_way.ticket_id
JOIN queue ON queue.id = ticket.queue_id JOIN session ON session.id = queue.session_id
WHERE notice_way.ticket_id IS NOT NULL AND ticket.state IN ('waiting', 'ready_check')
AND session.state IN ('lobby', 'open', 'closing') AND queue.state IN ('open', 'draining')
AND NOT EXISTS (SELECT FROM outbox WHERE outbox.way_id = notice_way.id AND outbox.kind = 'turn_near');

-- name: insert_near(ticket_id, now, expires_at)
-- Once on each way.
INSERT INTO outbox (kind, channel, person_id, way_id, about, occasion, target, language, urgent, made_at, due_at, expires_at)
SELECT 'turn_near', channel, person_id, id, ticket_id, 'near', uuid_send(id), language, true, :now, :now, :expires_at
FROM notice_way WHERE ticket_id = :ticket_id
ON CONFLICT (about, kind, channel, occasion, target) WHERE occasion <> '' DO NOTHING RETURNING id;

-- name: queues_of(ids)
SELECT * FROM queue WHERE id = ANY(:ids::integer[]);
