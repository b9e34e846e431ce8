-- Who is connected: a flag beside the state, held by rows that name the node; a node's lease expires here.

-- name: keep_lease(id, seconds)!
INSERT INTO node (id, lease_until) VALUES (:id, app_now() + make_interval(secs => :seconds))
ON CONFLICT (id) DO UPDATE SET lease_until = excluded.lease_until;

-- name: expired_connections()
SELECT connection.id, connection.ticket_id, connection.room_id
FROM connection JOIN node ON node.id = connection.node_id WHERE node.lease_until < app_now() LIMIT 200;

-- name: forget_expired_nodes()!
DELETE FROM node WHERE lease_until < app_now() - interval '1 minute'
AND NOT EXISTS (SELECT FROM connection WHERE connection.node_id = node.id);

-- name: insert_connection(id, node_id, ticket_id, room_id)!
INSERT INTO connection (id, node_id, ticket_id, room_id) VALUES (:id, :node_id, :ticket_id, :room_id)
ON CONFLICT DO NOTHING;

-- name: delete_connection(id)!
DELETE FROM connection WHERE id = :id;

-- name: ticket_has_connection(ticket_id)$
SELECT EXISTS (SELECT FROM connection WHERE ticket_id = :ticket_id);

-- name: room_has_connection(room_id)$
SELECT EXISTS (SELECT FROM connection WHERE room_id = :room_id);

-- name: write_ticket_connected(connected, grace_until, id)!
UPDATE ticket SET connected = :connected, grace_until = :grace_until WHERE id = :id;

-- name: write_room_connected(connected, grace_until, id)!
UPDATE room SET connected = :connected, grace_until = :grace_until WHERE id = :id;

-- name: lost_rooms()
-- Rooms whose director has been away for longer than the grace and that hold somebody up.
SELECT id FROM room WHERE NOT connected AND grace_until <= app_now() AND state IN ('available', 'reserved', 'in_call')
ORDER BY grace_until LIMIT 50;
