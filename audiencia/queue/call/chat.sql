-- What citizen and staff write to each other. Every write holds the ticket's lock, so that ids are in the order of writing.

-- name: insert_message(sealed_as, ticket_id, reservation_id, staff_id, text_sealed, written_at)$
INSERT INTO chat_message (sealed_as, ticket_id, reservation_id, staff_id, text_sealed, written_at)
VALUES (:sealed_as, :ticket_id, :reservation_id, :staff_id, :text_sealed, :written_at) RETURNING id;

-- name: pace(ticket_id, staff_id)^
-- What this writer wrote to this person within the last minute: how much, and how many seconds ago the first of it was.
SELECT count(*) AS recent, coalesce(extract(epoch FROM app_now() - min(written_at)), 0)::float AS oldest
FROM chat_message WHERE ticket_id = :ticket_id AND staff_id IS NOT DISTINCT FROM :staff_id
AND written_at > app_now() - interval '1 minute';

-- name: moderator_began(ticket_id)$
SELECT EXISTS (SELECT FROM chat_message WHERE ticket_id = :ticket_id AND reservation_id IS NULL AND staff_id IS NOT NULL);

-- name: mark_read(ticket_id, now)$
-- The moderators have read what the citizen wrote to them; tells whether anything was new.
WITH marked AS (
    UPDATE chat_message SET read_at = :now
    WHERE ticket_id = :ticket_id AND reservation_id IS NULL AND staff_id IS NULL AND read_at IS NULL RETURNING id)
SELECT EXISTS (SELECT FROM marked);

-- name: carry(ticket_id, now)!
-- The call goes on with another director under another reservation: so does what was written in it.
UPDATE chat_message SET reservation_id = (SELECT id FROM reservation WHERE ticket_id = :ticket_id AND ended_at IS NULL)
WHERE ticket_id = :ticket_id AND reservation_id = (
    SELECT id FROM reservation WHERE ticket_id = :ticket_id AND ended_at = :now ORDER BY id DESC LIMIT 1);

-- name: messages(tickets, most)
-- The last ones of each conversation that goes on: with the moderators, and of the present call.
SELECT id, sealed_as, ticket_id, reservation_id, staff_id, text_sealed, written_at, display_name FROM (
    SELECT chat_message.*, staff.display_name,
           row_number() OVER (PARTITION BY chat_message.ticket_id, reservation_id ORDER BY chat_message.id DESC) AS nth
    FROM chat_message LEFT JOIN staff ON staff.id = chat_message.staff_id
    LEFT JOIN reservation ON reservation.id = chat_message.reservation_id
    WHERE chat_message.ticket_id = ANY(:tickets::uuid[])
    AND (chat_message.reservation_id IS NULL OR reservation.ended_at IS NULL)) AS latest
WHERE nth <= :most ORDER BY id;

-- name: unread(queue_id)
-- How much the people in this queue wrote to the moderators that none of them has read.
SELECT chat_message.ticket_id, count(*) AS messages FROM chat_message JOIN ticket ON ticket.id = chat_message.ticket_id
WHERE reservation_id IS NULL AND staff_id IS NULL AND read_at IS NULL AND ticket.queue_id = :queue_id
GROUP BY chat_message.ticket_id;
