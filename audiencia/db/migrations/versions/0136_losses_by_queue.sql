-- As 0129, one queue after the other: who calls or comes back to another queue waits for no part of it.
CREATE OR REPLACE FUNCTION lose_sockets(
    asking uuid, most integer, grace double precision,
    OUT gone integer, OUT queues integer[], OUT versions integer[]
) LANGUAGE plpgsql AS $$
DECLARE
    sockets text[];
    tickets uuid[];
    lines integer[];
    free uuid[];
    dead uuid[];
BEGIN
    SELECT array_agg(one.id), array_agg(one.ticket_id) INTO sockets, tickets FROM (
        SELECT connection.id, connection.ticket_id FROM connection JOIN node ON node.id = connection.node_id
        JOIN ticket ON ticket.id = connection.ticket_id
        WHERE node.lease_until < app_now() AND node.id <> asking AND connection.ticket_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM reservation WHERE reservation.ticket_id = connection.ticket_id AND reservation.ended_at IS NULL)
        ORDER BY ticket.queue_id, connection.ticket_id LIMIT most) AS one;
    PERFORM FROM session WHERE session.id IN (SELECT ticket.session_id FROM ticket WHERE ticket.id = ANY(tickets))
    ORDER BY session.id FOR SHARE;
    lines := ARRAY(SELECT queue.id FROM queue WHERE queue.id IN (SELECT ticket.queue_id FROM ticket WHERE ticket.id = ANY(tickets))
                   ORDER BY queue.id FOR NO KEY UPDATE);
    free := ARRAY(SELECT ticket.id FROM ticket WHERE ticket.id = ANY(tickets) AND ticket.queue_id = ANY(lines)
                  AND NOT EXISTS (SELECT FROM reservation WHERE reservation.ticket_id = ticket.id AND reservation.ended_at IS NULL)
                  ORDER BY ticket.id FOR NO KEY UPDATE);
    dead := ARRAY(SELECT node.id FROM node WHERE node.id IN (SELECT connection.node_id FROM connection WHERE connection.id = ANY(sockets))
                  AND node.lease_until < app_now() ORDER BY node.id FOR SHARE);
    WITH ended AS (
        DELETE FROM connection WHERE connection.id = ANY(sockets) AND connection.ticket_id = ANY(free) AND connection.node_id = ANY(dead)
        RETURNING 1
    )
    SELECT count(*) INTO gone FROM ended;
    WITH moved AS (
        UPDATE ticket SET connected = false, grace_until = app_now() + make_interval(secs => grace), disconnected_at = app_now()
        WHERE ticket.id = ANY(free) AND ticket.connected
        AND NOT EXISTS (SELECT FROM connection WHERE connection.ticket_id = ticket.id)
        RETURNING ticket.id, ticket.session_id, ticket.queue_id
    ), told AS (
        INSERT INTO event (at, session_id, queue_id, ticket_id, kind, actor_kind, detail)
        SELECT app_now(), moved.session_id, moved.queue_id, moved.id, 'disconnected', 'system', '{}' FROM moved
    ), changed AS (
        UPDATE queue SET version = version + 1, ticket_versions = ticket_versions + 1
        WHERE queue.id IN (SELECT moved.queue_id FROM moved) RETURNING queue.id, queue.version
    )
    SELECT coalesce(array_agg(changed.id), '{}'), coalesce(array_agg(changed.version), '{}') INTO queues, versions FROM changed;
END;
$$;
