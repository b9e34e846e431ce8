-- How the lines of those in a call fare: who is in which call, what pages said of it, and what is kept of it.

-- name: running()
-- The calls whose media are open now, as in `desired_rooms`. `parties`: who is in it besides, as they came in; `guests`: their rooms, of
-- those who have one.
SELECT leg.id AS leg_id, ticket.id AS ticket_id, room.id AS room_id, room.serves,
       ARRAY(SELECT guest_room_id FROM call_guest WHERE call_guest.host_room_id = room.id AND call_guest.ticket_id = ticket.id
             AND guest_room_id IS NOT NULL) AS guests,
       ARRAY(SELECT party FROM call_guest WHERE call_guest.host_room_id = room.id AND call_guest.ticket_id = ticket.id
             ORDER BY joined_at, call_guest.id) AS parties
FROM reservation JOIN room ON room.id = reservation.room_id AND room.state = 'in_call'
JOIN ticket ON ticket.id = reservation.ticket_id AND ticket.medium <> 'phone'
    AND ticket.state IN ('connecting', 'in_call', 'reconnecting')
JOIN leg ON leg.attention_id = ticket.attention_id AND leg.ended_at IS NULL
WHERE reservation.ended_at IS NULL AND reservation.answered_at IS NOT NULL;

-- name: frozen(legs)
-- What the pages of these calls said.
SELECT leg_id, participant, freezes, frozen_ms FROM call_quality WHERE leg_id = ANY (:legs::uuid[]);

-- name: keep(rows)!
-- Of what two nodes saw of one call, that of more looks stays.
INSERT INTO call_quality (leg_id, participant, looks, loss_up, loss_down, jitter_up, jitter_down, round_trip, rate_up, rate_down)
SELECT leg_id, participant, looks, loss_up, loss_down, jitter_up, jitter_down, round_trip, rate_up, rate_down
FROM json_to_recordset(:rows) AS one (leg_id uuid, participant text, looks integer, loss_up real[], loss_down real[],
    jitter_up real[], jitter_down real[], round_trip real[], rate_up real[], rate_down real[])
ORDER BY leg_id, participant
ON CONFLICT (leg_id, participant) DO UPDATE SET looks = excluded.looks, loss_up = excluded.loss_up,
    loss_down = excluded.loss_down, jitter_up = excluded.jitter_up, jitter_down = excluded.jitter_down,
    round_trip = excluded.round_trip, rate_up = excluded.rate_up, rate_down = excluded.rate_down
WHERE call_quality.looks < excluded.looks;

-- name: add_freezes(ticket_id, room_id, party, freezes, frozen_ms)$
-- nullable: room_id, ticket_id
-- Pictures stood still on the page of this ticket's holder, of this room's director, or of this guest; gives who that is in the call,
-- nothing outside of one.
INSERT INTO call_quality (leg_id, participant, freezes, frozen_ms)
SELECT leg.id, CASE WHEN ticket.id = :ticket_id THEN 'citizen' WHEN room.id = :room_id THEN 'director'
       ELSE (ARRAY['guest', 'guest2', 'guest3', 'guest4'])[array_position(present.parties, :party)] END,
       :freezes::integer, :frozen_ms::bigint
FROM reservation JOIN room ON room.id = reservation.room_id AND room.state = 'in_call'
JOIN ticket ON ticket.id = reservation.ticket_id AND ticket.medium <> 'phone'
    AND ticket.state IN ('connecting', 'in_call', 'reconnecting')
JOIN leg ON leg.attention_id = ticket.attention_id AND leg.ended_at IS NULL
LEFT JOIN LATERAL (
    SELECT array_agg(party ORDER BY joined_at, call_guest.id) AS parties FROM call_guest
    WHERE call_guest.host_room_id = room.id AND call_guest.ticket_id = ticket.id
) AS present ON true
WHERE reservation.ended_at IS NULL AND reservation.answered_at IS NOT NULL
AND (ticket.id = :ticket_id OR room.id = :room_id OR :party = ANY (present.parties))
ON CONFLICT (leg_id, participant) DO UPDATE SET freezes = call_quality.freezes + excluded.freezes,
    frozen_ms = call_quality.frozen_ms + excluded.frozen_ms
RETURNING participant;
