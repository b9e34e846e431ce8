-- People whose day was called off and whom no notice tells it (`untold`, audiencia/db/schema/queue/booking.sql).

-- name: listed(purposes, states, state_names, english, patterns, by, descending, at_most, skip)
-- not null: ticket_id, attention_id, session_id, day, total
-- A page of them; a page behind the end is the last one. Each pattern is found in folio, department or what came of it. `state_names`:
-- what `states` are called, the first one of who was not tried. `agreed`: to one of these purposes, and have not taken it back.
WITH places AS (
    SELECT untold.*, booking.starts_at, attention.folio, array_position(:states::text[], coalesce(booking.phoned, (:states::text[])[1])) AS state_place,
        unaccent(lower(CASE WHEN :english THEN department.name_en ELSE department.name_es END)) AS department
    FROM untold JOIN ticket ON ticket.id = untold.ticket_id JOIN booking ON booking.ticket_id = untold.ticket_id
    JOIN attention ON attention.id = untold.attention_id JOIN queue ON queue.id = ticket.queue_id
    JOIN department ON department.id = queue.department_id
), fitting AS (
    SELECT *, CASE :by::text
        WHEN 'slot' THEN to_char(starts_at AT TIME ZONE 'UTC', 'YYYYMMDDHH24MI')
        WHEN 'department' THEN department
        WHEN 'state' THEN state_place::text
    END AS place
    FROM places
    WHERE concat_ws(' ', lower(folio), department, unaccent(lower((:state_names::text[])[state_place]))) LIKE ALL(:patterns::text[])
), page AS (
    SELECT *, row_number() OVER (
        ORDER BY CASE WHEN NOT :descending THEN place END, CASE WHEN :descending THEN place END DESC, day, starts_at, folio
    ) AS row_place
    FROM fitting ORDER BY row_place
    LIMIT :at_most OFFSET least(:skip, greatest(0, ((SELECT count(*) FROM fitting) - 1) / :at_most * :at_most))
)
SELECT page.ticket_id, page.attention_id, page.session_id, page.day, ticket.medium, booking.starts_at, booking.ends_at, booking.phoned,
       booking.phoned_at, booking.phoned_times, staff.display_name AS phoned_by, attention.folio, attention.person_id, attention.name_sealed,
       attention.contact_sealed, attention.phone_sealed, department.name_es, department.name_en,
       EXISTS (SELECT FROM consent WHERE consent.person_id = attention.person_id AND consent.purpose = ANY(:purposes::text[])
               AND consent.revoked_at IS NULL) AS agreed,
       (SELECT count(*) FROM fitting) AS total
FROM page JOIN ticket ON ticket.id = page.ticket_id JOIN booking ON booking.ticket_id = page.ticket_id
JOIN attention ON attention.id = page.attention_id JOIN queue ON queue.id = ticket.queue_id
JOIN department ON department.id = queue.department_id LEFT JOIN staff ON staff.id = booking.phoned_by
ORDER BY page.row_place;

-- name: anybody()$
-- Whether anybody is on the list, also of those who were told.
SELECT EXISTS (SELECT FROM untold);

-- name: left_to_tell()$
SELECT count(*) FROM untold JOIN booking ON booking.ticket_id = untold.ticket_id WHERE booking.phoned IS DISTINCT FROM 'told';

-- name: is_listed(ticket_id)$
SELECT EXISTS (SELECT FROM untold WHERE untold.ticket_id = :ticket_id);

-- name: lock_booking(ticket_id)^
SELECT booking.phoned_times, ticket.session_id, ticket.queue_id, ticket.attention_id
FROM booking JOIN ticket ON ticket.id = booking.ticket_id WHERE booking.ticket_id = :ticket_id FOR NO KEY UPDATE OF booking;

-- name: write_phoned(outcome, at, by, ticket_id)!
UPDATE booking SET phoned = :outcome, phoned_at = :at, phoned_by = :by, phoned_times = phoned_times + 1 WHERE ticket_id = :ticket_id;
