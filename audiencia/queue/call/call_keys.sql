-- Who is in which call, for pages that agree on its keys, and which pages can encrypt.

-- name: call_of(ticket_id, room_id, states)^
-- nullable: ticket_id, room_id
-- The call of this ticket's holder, or of this room's director, who may be a guest in it. `stays`, `guests`: of its guests in the
-- order in which they came in, which stay it is, and their rooms.
SELECT reservation.call_id, ticket.id AS ticket_id, room.id AS room_id,
       coalesce(present.stays, '{}') AS stays, coalesce(present.guests, '{}') AS guests
FROM reservation JOIN room ON room.id = reservation.room_id
JOIN ticket ON ticket.id = reservation.ticket_id AND ticket.medium <> 'phone' AND ticket.state = ANY (:states::text[])
LEFT JOIN LATERAL (
    SELECT array_agg(assist.id ORDER BY joined_at, assist.id) AS stays,
           array_agg(assist.guest_room_id ORDER BY joined_at, assist.id) AS guests
    FROM assist WHERE assist.host_room_id = room.id AND assist.ticket_id = ticket.id
    AND assist.joined_at IS NOT NULL AND assist.ended_at IS NULL
) AS present ON true
WHERE reservation.ended_at IS NULL
AND (ticket.id = :ticket_id OR room.id = :room_id OR :room_id = ANY (present.guests));

-- name: encrypts(ticket_id, room_id)$
-- nullable: ticket_id, room_id
-- Whether the page of this ticket's holder, or of this room's director, can encrypt, as it said last.
SELECT encrypts FROM attention WHERE id = (SELECT attention_id FROM ticket WHERE ticket.id = :ticket_id)
UNION ALL SELECT encrypts FROM room WHERE id = :room_id;

-- name: write_ticket_encrypts(encrypts, id)!
UPDATE attention SET encrypts = :encrypts WHERE id = :id;

-- name: write_room_encrypts(encrypts, id)!
UPDATE room SET encrypts = :encrypts WHERE id = :id;
