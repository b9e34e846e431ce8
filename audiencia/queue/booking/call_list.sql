-- People whose day was called off and whom no notice tells it (`untold`, audiencia/db/schema/queue/booking.sql).

-- name: listed(purposes)
-- not null: ticket_id, attention_id, day
-- In the order of the hours that they had. `agreed`: to one of these purposes, and have not taken it back.
SELECT untold.ticket_id, untold.attention_id, untold.day, ticket.medium, booking.starts_at, booking.ends_at, booking.phoned, booking.phoned_at,
       booking.phoned_times, staff.display_name AS phoned_by, attention.folio, attention.person_id, attention.name_sealed,
       attention.contact_sealed, attention.phone_sealed, department.name_es, department.name_en,
       EXISTS (SELECT FROM consent WHERE consent.person_id = attention.person_id AND consent.purpose = ANY(:purposes::text[])
               AND consent.revoked_at IS NULL) AS agreed
FROM untold JOIN ticket ON ticket.id = untold.ticket_id JOIN booking ON booking.ticket_id = untold.ticket_id
JOIN attention ON attention.id = untold.attention_id JOIN queue ON queue.id = ticket.queue_id
JOIN department ON department.id = queue.department_id LEFT JOIN staff ON staff.id = booking.phoned_by
ORDER BY untold.day, booking.starts_at, attention.folio;

-- name: sessions()
-- not null: session_id
-- Of which jornadas there is anybody.
SELECT DISTINCT session_id FROM untold ORDER BY session_id;

-- name: left_to_tell()$
SELECT count(*) FROM untold JOIN booking ON booking.ticket_id = untold.ticket_id WHERE booking.phoned IS DISTINCT FROM 'told';

-- name: is_listed(ticket_id)$
SELECT EXISTS (SELECT FROM untold WHERE untold.ticket_id = :ticket_id);

-- name: lock_booking(ticket_id)^
SELECT booking.phoned_times, ticket.session_id, ticket.queue_id, ticket.attention_id
FROM booking JOIN ticket ON ticket.id = booking.ticket_id WHERE booking.ticket_id = :ticket_id FOR NO KEY UPDATE OF booking;

-- name: write_phoned(outcome, at, by, ticket_id)!
UPDATE booking SET phoned = :outcome, phoned_at = :at, phoned_by = :by, phoned_times = phoned_times + 1 WHERE ticket_id = :ticket_id;
