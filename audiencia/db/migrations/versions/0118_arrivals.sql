-- Sockets of citizens in one round trip instead of seven (audiencia/queue/call/presence.py: citizens_came). The locks of sessions (shared), queues
-- and tickets are taken in their order; each statement sees what was committed before it began, so that what is read under a lock holds.
-- `noted`: sockets of tickets that no room holds. `came`: of these tickets those that were not connected, with their sessions and queues.
CREATE FUNCTION note_arrivals(
    node uuid, sockets text[], tickets uuid[],
    OUT at timestamptz, OUT noted text[], OUT came uuid[], OUT came_sessions integer[], OUT came_queues integer[]
) LANGUAGE plpgsql AS $$
DECLARE
    lines integer[];
    free uuid[];
BEGIN
    PERFORM FROM session WHERE session.id IN (SELECT ticket.session_id FROM ticket WHERE ticket.id = ANY(tickets))
    ORDER BY session.id FOR SHARE;
    lines := ARRAY(SELECT queue.id FROM queue WHERE queue.id IN (SELECT ticket.queue_id FROM ticket WHERE ticket.id = ANY(tickets))
                   ORDER BY queue.id FOR NO KEY UPDATE);
    free := ARRAY(SELECT ticket.id FROM ticket WHERE ticket.id = ANY(tickets) AND ticket.queue_id = ANY(lines)
                  AND NOT EXISTS (SELECT FROM reservation WHERE reservation.ticket_id = ticket.id AND reservation.ended_at IS NULL)
                  ORDER BY ticket.id FOR NO KEY UPDATE);
    -- What waited for the locks happens now, not when it began to wait.
    at := app_now();
    noted := ARRAY(SELECT open.socket FROM unnest(sockets, tickets) AS open (socket, ticket) WHERE open.ticket = ANY(free));
    INSERT INTO connection (id, node_id, ticket_id)
    SELECT open.socket, node, open.ticket FROM unnest(sockets, tickets) AS open (socket, ticket) WHERE open.ticket = ANY(free)
    ON CONFLICT DO NOTHING;
    WITH moved AS (
        UPDATE ticket SET connected = true, grace_until = NULL, disconnected_at = NULL
        WHERE ticket.id = ANY(free) AND NOT ticket.connected RETURNING ticket.id, ticket.session_id, ticket.queue_id
    )
    SELECT coalesce(array_agg(moved.id), '{}'), coalesce(array_agg(moved.session_id), '{}'), coalesce(array_agg(moved.queue_id), '{}')
    INTO came, came_sessions, came_queues FROM moved;
END;
$$;
