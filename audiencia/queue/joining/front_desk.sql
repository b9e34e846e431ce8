-- The front desk: tickets that it made for people who have no page, and others that it looks up for them.

-- name: made_today(sessions, staff_id, since, states, state_names, english, patterns, by, descending, at_most, skip)
-- not null: total
-- A page of what one member of staff took in in these jornadas, and booked since then; a page behind the end is the last one.
-- Each pattern is found in number, folio, department, topic or state. `state_names`: what `states` are called. `total`: how many fit.
WITH made AS (
    SELECT ticket.id, ticket.number, ticket.joined_at, attention.folio, array_position(:states::text[], ticket.state::text) AS state_place,
        unaccent(lower(CASE WHEN :english THEN department.name_en ELSE department.name_es END)) AS department,
        unaccent(lower(CASE WHEN :english THEN topic_there.name_en ELSE topic_there.name_es END)) AS topic
    FROM attention JOIN ticket ON ticket.attention_id = attention.id JOIN queue ON queue.id = ticket.queue_id
    JOIN department ON department.id = queue.department_id JOIN topic_there ON topic_there.topic_id = attention.topic_id AND topic_there.department_id = queue.department_id
    LEFT JOIN booking ON booking.ticket_id = ticket.id
    WHERE attention.made_by = :staff_id AND attention.session_id = ANY(:sessions::integer[])
    AND (booking.ticket_id IS NULL OR ticket.joined_at >= :since)
), fitting AS (
    SELECT id, joined_at, CASE :by::text
        WHEN 'given' THEN to_char(joined_at AT TIME ZONE 'UTC', 'YYYYMMDDHH24MISSUS')
        WHEN 'number' THEN split_part(number, '-', 1) || lpad(split_part(number, '-', 2), 6, '0')
        WHEN 'department' THEN department
        WHEN 'state' THEN lpad(state_place::text, 3, '0')
    END AS place
    FROM made
    WHERE concat_ws(' ', lower(number), lower(folio), department, topic, unaccent(lower((:state_names::text[])[state_place]))) LIKE ALL(:patterns::text[])
)
SELECT id, (SELECT count(*) FROM fitting) AS total FROM fitting
ORDER BY CASE WHEN NOT :descending THEN place END, CASE WHEN :descending THEN place END DESC, joined_at DESC, id
LIMIT :at_most OFFSET least(:skip, greatest(0, ((SELECT count(*) FROM fitting) - 1) / :at_most * :at_most));

-- name: meant(sessions, number, folio, ticket_id)$
-- nullable: folio, number, ticket_id
-- Which ticket of these jornadas, in their order, by whichever of the three is given.
SELECT ticket.id FROM (
    SELECT id FROM ticket WHERE id = :ticket_id
    UNION SELECT id FROM ticket WHERE session_id = ANY(:sessions::integer[]) AND number = :number
    UNION SELECT ticket.id FROM attention JOIN ticket ON ticket.attention_id = attention.id WHERE attention.folio = :folio
) AS meant JOIN ticket ON ticket.id = meant.id
WHERE ticket.session_id = ANY(:sessions::integer[])
ORDER BY array_position(:sessions::integer[], ticket.session_id) LIMIT 1;

-- name: tickets(ids)
-- not null: topic_es, topic_en
-- These, in this order.
SELECT ticket.*, passes_of(ticket) AS passes, attention.folio, attention.made_by, department.name_es, department.name_en,
       topic_there.name_es AS topic_es, topic_there.name_en AS topic_en, booking.starts_at, booking.ends_at, booking.called_off_at, booking.held_at,
       (SELECT string_agg(other.number, ', ' ORDER BY other.number) FROM ticket AS other
        WHERE other.queue_id = ticket.queue_id AND other.contact_index = ticket.contact_index AND other.id <> ticket.id
        AND other.state NOT IN ('served', 'left', 'cancelled', 'lapsed', 'carried_over', 'no_show', 'outcome_pending')) AS same_contact
FROM ticket JOIN attention ON attention.id = ticket.attention_id JOIN queue ON queue.id = ticket.queue_id
JOIN department ON department.id = queue.department_id JOIN topic_there ON topic_there.topic_id = attention.topic_id AND topic_there.department_id = queue.department_id
LEFT JOIN booking ON booking.ticket_id = ticket.id
WHERE ticket.id = ANY(:ids::uuid[]) ORDER BY array_position(:ids::uuid[], ticket.id);

-- name: called_off(zone)
-- Jornadas from today on that are not held after all: people come and ask about the places they had.
SELECT id FROM session WHERE called_off_why IS NOT NULL AND day >= (app_now() AT TIME ZONE :zone)::date ORDER BY day, id DESC;

-- name: queues_of(ids)
SELECT * FROM queue WHERE id = ANY(:ids::integer[]);

-- name: name_of(attention_id)$
-- one row
SELECT name_sealed FROM attention WHERE id = :attention_id;

-- name: generation_of(attention_id)$
-- one row
SELECT secret_generation FROM attention WHERE id = :attention_id;

-- name: renew_secrets(attention_id)$
-- one row
-- Everything that the old secrets opened stays closed to them: PIN and cookie are derived from the generation.
UPDATE attention SET secret_generation = secret_generation + 1 WHERE id = :attention_id RETURNING secret_generation;
