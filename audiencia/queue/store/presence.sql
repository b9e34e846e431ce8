-- Who is connected: a flag beside the state, held by rows that name the node; a node's lease expires here.

-- name: keep_lease(id, seconds, fleet)$
-- Tells whether the lease had lapsed: another node may then have declared this one's sockets lost.
WITH before AS (SELECT lease_until < app_now() AS lapsed FROM node WHERE id = :id)
INSERT INTO node (id, lease_until, fleet) VALUES (:id, app_now() + make_interval(secs => :seconds), :fleet)
ON CONFLICT (id) DO UPDATE SET lease_until = excluded.lease_until, fleet = excluded.fleet
RETURNING coalesce((SELECT lapsed FROM before), true);

-- name: other_fleets(fleet)$
-- nullable: fleet
-- How many web nodes that live use other media workers.
SELECT count(*) FROM node WHERE lease_until > app_now() AND fleet <> :fleet;

-- name: has_nodes()$
-- Whether there are tables yet, of a version that tells installations apart.
SELECT EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass('node') AND attname = 'fleet');

-- name: leave(id)!
-- A node that does not begin; it has no sockets.
DELETE FROM node WHERE id = :id;

-- name: expired_connections(node_id, patience)
-- Of other nodes: the one that asks is alive, however late its own renewal may be. Citizens whom no room holds are left out for as long
-- as `patience`, in seconds.
SELECT connection.id, connection.ticket_id, connection.room_id, connection.assistant_id
FROM connection JOIN node ON node.id = connection.node_id WHERE node.lease_until < app_now() AND node.id <> :node_id
AND (connection.ticket_id IS NULL OR node.lease_until < app_now() - make_interval(secs => :patience)
     OR EXISTS (SELECT FROM reservation WHERE reservation.ticket_id = connection.ticket_id AND reservation.ended_at IS NULL)) LIMIT 200;

-- name: is_any_long_dead(node_id, patience)$
-- Whether sockets are left of another node whose lease ended so many seconds ago.
SELECT EXISTS (SELECT FROM node WHERE node.lease_until < app_now() - make_interval(secs => :patience) AND node.id <> :node_id
               AND EXISTS (SELECT FROM connection WHERE connection.node_id = node.id));

-- name: forget_expired_nodes(node_id)!
DELETE FROM node WHERE lease_until < app_now() - interval '1 minute' AND id <> :node_id
AND NOT EXISTS (SELECT FROM connection WHERE connection.node_id = node.id);

-- name: insert_connection(id, node_id, ticket_id, room_id)!
INSERT INTO connection (id, node_id, ticket_id, room_id) VALUES (:id, :node_id, :ticket_id, :room_id)
ON CONFLICT DO NOTHING;

-- name: delete_connection(id)$
DELETE FROM connection WHERE id = :id RETURNING true;

-- name: missing_connections(ids)
-- not null: id
-- Which of these sockets have no row: they were declared lost.
SELECT id FROM unnest(:ids::text[]) AS open (id) WHERE NOT EXISTS (SELECT FROM connection WHERE connection.id = open.id);

-- name: outdated_cookies(ids, generations)
-- The generation of cookies in force of each of these tickets whose cookie is of another one.
SELECT ticket.id, attention.token_generation FROM unnest(:ids::uuid[], :generations::integer[]) AS held (id, generation)
JOIN ticket ON ticket.id = held.id JOIN attention ON attention.id = ticket.attention_id
WHERE attention.token_generation <> held.generation;

-- name: note_returns(node_id, ids, ticket_ids)
-- not null: id
-- Notes the sockets of those who wait and count as connected, which changes nothing else: without the locks of their lines. Their own rows
-- are locked against who would call them or declare them lost; for such nobody waits, and they are not noted. Whoever lowers `connected`
-- locks the ticket first and looks for connections in a later statement, and so finds this one.
WITH here AS (
    SELECT ticket.id FROM ticket WHERE ticket.id = ANY(:ticket_ids::uuid[]) AND ticket.connected AND ticket.state = 'waiting'
    ORDER BY ticket.id FOR SHARE SKIP LOCKED
)
INSERT INTO connection (id, node_id, ticket_id)
SELECT open.id, :node_id, open.ticket_id FROM unnest(:ids::text[], :ticket_ids::uuid[]) AS open (id, ticket_id)
JOIN here ON here.id = open.ticket_id ON CONFLICT DO NOTHING RETURNING id;

-- name: note_arrivals(node_id, ids, ticket_ids)^
-- one row
-- not null: noted, queues, versions
-- Notes citizens' sockets, a transaction of its own: see the function.
SELECT * FROM note_arrivals(:node_id, :ids, :ticket_ids);

-- name: lose_sockets(node_id, most, grace)^
-- one row
-- not null: gone, queues, versions
-- Declares sockets of dead nodes lost, a transaction of its own: see the function.
SELECT * FROM lose_sockets(:node_id, :most, :grace);

-- name: delete_expired_connection(id)$
-- Looked at again under the locks: the node may have come back in the meantime. Its row is locked, so that a renewal of the
-- lease waits for the end of this: once a node has renewed it, none of its sockets is being declared lost any more.
WITH dead AS (
    SELECT node.id FROM node JOIN connection ON connection.node_id = node.id
    WHERE connection.id = :id AND node.lease_until < app_now() FOR SHARE OF node
)
DELETE FROM connection USING dead WHERE connection.id = :id RETURNING true;

-- name: ticket_has_connection(ticket_id)$
SELECT EXISTS (SELECT FROM connection WHERE ticket_id = :ticket_id);

-- name: room_has_connection(room_id)$
SELECT EXISTS (SELECT FROM connection WHERE room_id = :room_id);

-- name: write_ticket_connected(connected, grace_until, id)!
UPDATE ticket SET connected = :connected, grace_until = :grace_until,
                  disconnected_at = CASE WHEN :connected THEN NULL ELSE app_now() END
WHERE id = :id;

-- name: write_room_connected(connected, grace_until, id)!
UPDATE room SET connected = :connected, grace_until = :grace_until WHERE id = :id;

-- name: room_is_lost(id, phone_away_seconds)$
SELECT NOT connected AND grace_until <= app_now() AND NOT (
    grace_until > app_now() - make_interval(secs => :phone_away_seconds) AND talks_by_phone(room.id)) FROM room WHERE id = :id;

-- name: lost_rooms(phone_away_seconds)
-- Rooms whose director has been away for longer than the grace and that hold somebody up. A talk by telephone goes on without
-- the page, for so much longer.
SELECT id FROM room WHERE NOT connected AND grace_until <= app_now() AND state IN ('available', 'reserved', 'in_call', 'on_hold', 'wrap_up', 'assisting')
AND NOT (grace_until > app_now() - make_interval(secs => :phone_away_seconds) AND talks_by_phone(room.id))
ORDER BY grace_until LIMIT 50;
