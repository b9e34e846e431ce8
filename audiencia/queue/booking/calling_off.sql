-- Days that are called off although people have places: how many they are, and who is told.

-- name: places(session_id)$
-- How many have a place in a jornada that has not begun. Asked once it is locked, it holds.
SELECT count(*) FROM ticket WHERE session_id = :session_id AND state = 'booked';

-- name: places_by_department(day)
-- The same of the jornada planned on this day, by department, with how many of them asked to be told.
SELECT department.name_es, department.name_en, count(*) AS places,
       count(*) FILTER (WHERE booking.tell OR EXISTS (SELECT FROM notice_way WHERE notice_way.ticket_id = ticket.id)) AS told
FROM session JOIN ticket ON ticket.session_id = session.id AND ticket.state = 'booked'
JOIN booking ON booking.ticket_id = ticket.id
JOIN queue ON queue.id = ticket.queue_id JOIN department ON department.id = queue.department_id
WHERE session.day = :day AND session.state = 'planned' AND NOT session.demo
GROUP BY department.id ORDER BY department.ordinal, department.id;

-- name: priorities_waiting(day)$
-- Whom closing time, or an earlier calling off, gave priority at the jornada of this day: since the one that was held before it,
-- where it is the next one. OFFSET 0 and the count keep the planner from joining the tickets and appointments of all jornadas.
SELECT count(*) FROM session AS earlier CROSS JOIN LATERAL (
    SELECT ticket.state, ticket.attention_id, (SELECT called_off_at FROM booking WHERE ticket_id = ticket.id) AS called_off_at
    FROM ticket WHERE ticket.session_id = earlier.id OFFSET 0
) AS ticket
WHERE NOT earlier.demo AND earlier.state = 'closed'
AND (ticket.state = 'carried_over' OR ticket.called_off_at IS NOT NULL)
AND (SELECT count(*) FROM attention WHERE attention.carried_from = ticket.attention_id) = 0
AND earlier.day >= coalesce((SELECT max(held.day) FROM session AS held
    WHERE NOT held.demo AND held.state = 'closed' AND held.called_off_at IS NULL AND held.day < :day), '-infinity')
AND :day = (SELECT min(planned.day) FROM session AS planned WHERE NOT planned.demo AND planned.state = 'planned');

-- name: to_give_back(session_id)
-- Who has a place, and by which contact they asked to be told, which they may take back just now; by ticket, as all locks of tickets
-- are taken.
SELECT ticket.*, passes_of(ticket) AS passes, booking.tell, booking.starts_at, booking.ends_at, attention.person_id, attention.folio,
       attention.language, attention.contact_sealed
FROM ticket JOIN booking ON booking.ticket_id = ticket.id JOIN attention ON attention.id = ticket.attention_id
WHERE ticket.session_id = :session_id AND ticket.state = 'booked' ORDER BY ticket.id FOR NO KEY UPDATE OF ticket, booking;

-- name: ways_of(tickets)
-- not null: ticket_id
-- How else they asked to be told, until the turn: the addresses go with the ticket.
SELECT ticket_id, id, channel, address_sealed FROM notice_way WHERE ticket_id = ANY(:tickets::uuid[]) ORDER BY made_at, id;

-- name: write_given_back(session_id, at)!
UPDATE booking SET called_off_at = :at FROM ticket
WHERE ticket.id = booking.ticket_id AND ticket.session_id = :session_id AND ticket.state = 'booked';

-- name: given_back(day)$
-- How many places of this day were given back when it was called off.
SELECT count(*) FROM session JOIN ticket ON ticket.session_id = session.id JOIN booking ON booking.ticket_id = ticket.id
WHERE session.day = :day AND NOT session.demo AND booking.called_off_at IS NOT NULL;

-- name: to_be_told(day)$
-- How many of them can be told that it is held after all: they had asked to be told, and were told that it is not.
SELECT count(*) FROM session JOIN ticket ON ticket.session_id = session.id JOIN booking ON booking.ticket_id = ticket.id
JOIN attention ON attention.id = ticket.attention_id JOIN person ON person.id = attention.person_id
WHERE session.day = :day AND NOT session.demo AND booking.ways_sealed IS NOT NULL AND person.key_wrapped <> '';

-- name: keep_ways(tickets, sealed)!
-- Where these people were told, until it is used or the day is over.
UPDATE booking SET ways_sealed = kept.sealed FROM unnest(:tickets::uuid[], :sealed::bytea[]) AS kept (ticket_id, sealed)
WHERE booking.ticket_id = kept.ticket_id;

-- name: kept_ways(ticket_id)$
-- Until the end of the transaction nobody takes the wish back.
SELECT ways_sealed FROM booking WHERE ticket_id = :ticket_id FOR NO KEY UPDATE;

-- name: to_hold(day)
-- Who had a place of this day. `unsent`: that it is called off is still on its way to them.
SELECT ticket.id, ticket.queue_id, ticket.session_id, booking.ways_sealed, attention.person_id, attention.folio, attention.language,
       session.closes_at, EXISTS (SELECT FROM outbox WHERE outbox.about = ticket.id AND outbox.kind = 'booking_called_off'
                                  AND outbox.occasion <> '' AND outbox.state = 'waiting') AS unsent
FROM session JOIN ticket ON ticket.session_id = session.id JOIN booking ON booking.ticket_id = ticket.id
JOIN attention ON attention.id = ticket.attention_id
WHERE session.day = :day AND NOT session.demo AND booking.called_off_at IS NOT NULL ORDER BY ticket.id FOR NO KEY UPDATE OF booking;

-- name: write_held(tickets, at)!
UPDATE booking SET held_at = :at WHERE ticket_id = ANY(:tickets::uuid[]);

-- name: write_not_held(day)!
-- It is called off once more: that it is held holds for nobody who had a place of it before.
UPDATE booking SET held_at = NULL FROM ticket JOIN session ON session.id = ticket.session_id
WHERE ticket.id = booking.ticket_id AND session.day = :day AND NOT session.demo AND booking.held_at IS NOT NULL;

-- name: take_back(tickets)!
-- What is true no more, and was not sent yet.
UPDATE outbox SET state = 'expired', done_at = app_now(), sealed = NULL, plain = NULL
WHERE about = ANY(:tickets::uuid[]) AND kind = 'booking_called_off' AND occasion <> '' AND state = 'waiting';

-- name: forget_ways(tickets)!
-- nullable: person_id
UPDATE booking SET ways_sealed = NULL WHERE ticket_id = ANY(:tickets::uuid[]);

-- name: forget_ways_of_past_days()!
-- nullable: person_id
-- The day is over: there is nothing to be told about it any more.
UPDATE booking SET ways_sealed = NULL FROM ticket JOIN session ON session.id = ticket.session_id
WHERE ticket.id = booking.ticket_id AND booking.ways_sealed IS NOT NULL AND session.closes_at < app_now();

-- name: ahead(today)^
-- The first day from today on that people had places on and that is not held after all.
SELECT day, called_off_why, called_off_es, called_off_en FROM session
WHERE called_off_why IS NOT NULL AND day >= :today AND NOT EXISTS (
    SELECT FROM session AS again WHERE again.day = session.day AND NOT again.demo AND again.called_off_at IS NULL)
ORDER BY day, id DESC LIMIT 1;
