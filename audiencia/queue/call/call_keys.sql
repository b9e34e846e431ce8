-- Who is in which call, for pages that agree on its keys, and which pages can encrypt.

-- name: call_of(ticket_id, room_id, states)^
-- nullable: ticket_id, room_id
-- The call of this ticket's holder, or of this room's director, who may be the second one in it.
SELECT reservation.call_id, ticket.id AS ticket_id, room.id AS room_id, assist.id AS assist_id, assist.guest_room_id
FROM reservation JOIN room ON room.id = reservation.room_id
JOIN ticket ON ticket.id = reservation.ticket_id AND ticket.medium <> 'phone' AND ticket.state = ANY (:states::text[])
LEFT JOIN assist ON assist.host_room_id = room.id AND assist.joined_at IS NOT NULL AND assist.ended_at IS NULL
WHERE reservation.ended_at IS NULL
AND (ticket.id = :ticket_id OR room.id = :room_id OR assist.guest_room_id = :room_id);

-- name: encrypts(ticket_id, room_id)$
-- nullable: ticket_id, room_id
-- Whether the page of this ticket's holder, or of this room's director, can encrypt, as it said last.
SELECT encrypts FROM attention WHERE id = (SELECT attention_id FROM ticket WHERE ticket.id = :ticket_id)
UNION ALL SELECT encrypts FROM room WHERE id = :room_id;

-- name: write_ticket_encrypts(encrypts, id)!
UPDATE attention SET encrypts = :encrypts WHERE id = :id;

-- name: write_room_encrypts(encrypts, id)!
UPDATE room SET encrypts = :encrypts WHERE id = :id;
