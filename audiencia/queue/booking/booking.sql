-- Appointments: what is taken of each window, who has one, what is due.

-- name: planned_session()^
-- The next jornada of the weekly window, when it has not begun.
SELECT * FROM session WHERE state = 'planned' AND NOT demo ORDER BY day LIMIT 1;

-- name: taken(queue_id)
-- How many places of each window are given; under the queue's lock for who takes one.
SELECT booking.starts_at, count(*) AS taken FROM booking JOIN ticket ON ticket.id = booking.ticket_id
WHERE booking.queue_id = :queue_id AND ticket.state = 'booked' GROUP BY booking.starts_at;

-- name: insert_booking(ticket_id, queue_id, starts_at, ends_at, tell)!
INSERT INTO booking (ticket_id, queue_id, starts_at, ends_at, tell) VALUES (:ticket_id, :queue_id, :starts_at, :ends_at, :tell);

-- name: booking_of(ticket_id)^
-- one row
SELECT * FROM booking WHERE ticket_id = :ticket_id;

-- name: appointment(attention_id)^
-- An appointment as its holder sees it.
SELECT booking.*, ticket.number, ticket.state, ticket.version, ticket.joined_at, ticket.session_id, session.lobby_at, session.state AS session_state,
       department.slug, department.name_es, department.name_en, app_now() AS now,
       (SELECT min(lapses_from) FROM node WHERE lease_until > app_now()) AS lapses_from
FROM ticket JOIN booking ON booking.ticket_id = ticket.id JOIN session ON session.id = ticket.session_id
JOIN queue ON queue.id = ticket.queue_id JOIN department ON department.id = queue.department_id
WHERE ticket.attention_id = :attention_id;

-- name: write_checked_in(now, ticket_id)!
UPDATE booking SET checked_in_at = :now WHERE ticket_id = :ticket_id;

-- name: unused(grace, up_since)
-- Appointments whose person has not come in time; not before the same time has gone by since whoever asks is there, and since the
-- clock was set, set right, or said to be right: whoever asks may have looked at none of it.
SELECT ticket.id FROM booking JOIN ticket ON ticket.id = booking.ticket_id
WHERE ticket.state = 'booked' AND booking.checked_in_at IS NULL AND booking.starts_at + :grace::interval <= app_now()
AND greatest(booking.starts_at, :up_since::timestamptz, (
    SELECT at FROM event WHERE session_id = ticket.session_id AND kind IN ('clock_stepped', 'clock_confirmed') ORDER BY id DESC LIMIT 1
)) + :grace::interval <= app_now()
ORDER BY booking.starts_at LIMIT 200;

-- name: write_lapses_from(node_id, up_since)!
UPDATE node SET lapses_from = :up_since WHERE id = :node_id AND lapses_from IS DISTINCT FROM :up_since;

-- name: to_remind(ahead)
-- Who asked for it and is to be reminded now: not of what begins or is over already.
SELECT ticket.id FROM booking JOIN ticket ON ticket.id = booking.ticket_id
WHERE ticket.state = 'booked' AND booking.tell AND booking.reminded_at IS NULL AND booking.checked_in_at IS NULL
AND booking.starts_at - :ahead::interval <= app_now() AND booking.starts_at > app_now() ORDER BY booking.starts_at LIMIT 200;

-- name: booking_to_remind(ticket_id)^
-- The same of one, locked, for who tells them.
SELECT booking.* FROM booking JOIN ticket ON ticket.id = booking.ticket_id
WHERE booking.ticket_id = :ticket_id AND ticket.state = 'booked' AND booking.tell AND booking.reminded_at IS NULL FOR NO KEY UPDATE OF booking, ticket;

-- name: notices_wanted(attention_id)^
-- Whoever asked to be told of the place, while there is anything to tell of it, and whoever took that back.
SELECT ticket.joined_at AS given_at, booking.tell_ended_at AS ended_at FROM booking JOIN ticket ON ticket.id = booking.ticket_id
WHERE ticket.attention_id = :attention_id
AND (booking.tell_ended_at IS NOT NULL OR booking.ways_sealed IS NOT NULL OR (booking.tell AND ticket.state = 'booked'));

-- name: tell_no_more(attention_id)$
UPDATE booking SET tell = false, tell_ended_at = app_now(), ways_sealed = NULL FROM ticket
WHERE ticket.id = booking.ticket_id AND ticket.attention_id = :attention_id AND (booking.tell OR booking.ways_sealed IS NOT NULL)
RETURNING booking.ticket_id;

-- name: write_reminded(now, ticket_id)!
UPDATE booking SET reminded_at = :now WHERE ticket_id = :ticket_id;

-- name: person_of(ticket_id)^
-- one row
SELECT attention.id AS attention_id, attention.person_id, attention.folio, attention.language, attention.contact_sealed
FROM ticket JOIN attention ON attention.id = ticket.attention_id WHERE ticket.id = :ticket_id;
