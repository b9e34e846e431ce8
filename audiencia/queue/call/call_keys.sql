-- Who is in which call, for pages that agree on its keys, and which pages can encrypt.

-- name: call_of(ticket_id, room_id, party, states)^
-- nullable: ticket_id, room_id
-- The call of this ticket's holder, of this room's director, or of whoever is a guest in it under this name. `stays`, `guests`: of its
-- guests in the order in which they came in, which stay it is, and their names.
SELECT reservation.call_id, ticket.id AS ticket_id, room.id AS room_id,
       coalesce(present.stays, '{}') AS stays, coalesce(present.guests, '{}') AS guests
FROM reservation JOIN room ON room.id = reservation.room_id
JOIN ticket ON ticket.id = reservation.ticket_id AND ticket.medium <> 'phone' AND ticket.state = ANY (:states::text[])
LEFT JOIN LATERAL (
    SELECT array_agg(call_guest.id ORDER BY joined_at, call_guest.id) AS stays,
           array_agg(call_guest.party ORDER BY joined_at, call_guest.id) AS guests
    FROM call_guest WHERE call_guest.host_room_id = room.id AND call_guest.ticket_id = ticket.id
) AS present ON true
WHERE reservation.ended_at IS NULL
AND (ticket.id = :ticket_id OR room.id = :room_id OR :party = ANY (present.guests));

-- name: encrypts(ticket_id, room_id, relative_id)$
-- nullable: ticket_id, room_id, relative_id
-- Whether the page of this ticket's holder, of this room's director, or of this relative can encrypt, as it said last.
SELECT encrypts FROM attention WHERE id = (SELECT attention_id FROM ticket WHERE ticket.id = :ticket_id)
UNION ALL SELECT encrypts FROM room WHERE id = :room_id UNION ALL SELECT encrypts FROM relative WHERE id = :relative_id;

-- name: write_ticket_encrypts(encrypts, id)!
UPDATE attention SET encrypts = :encrypts WHERE id = :id;

-- name: write_room_encrypts(encrypts, id)!
UPDATE room SET encrypts = :encrypts WHERE id = :id;
