-- Notes citizens' sockets with all that a transaction writes at its end (audiencia/queue/call/presence.py: citizens_came): one round trip instead
-- of four. Each statement sees what was committed before it began. `queues` are at `versions` now.
DROP FUNCTION note_arrivals(uuid, text[], uuid[]);
CREATE FUNCTION note_arrivals(
    node uuid, sockets text[], tickets uuid[],
    OUT noted text[], OUT queues integer[], OUT versions integer[]
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
    noted := ARRAY(SELECT open.socket FROM unnest(sockets, tickets) AS open (socket, ticket) WHERE open.ticket = ANY(free));
    INSERT INTO connection (id, node_id, ticket_id)
    SELECT open.socket, node, open.ticket FROM unnest(sockets, tickets) AS open (socket, ticket) WHERE open.ticket = ANY(free)
    ON CONFLICT DO NOTHING;
    -- What waited for the locks happens now, not when it began to wait: the moment of the entry.
    WITH moved AS (
        UPDATE ticket SET connected = true, grace_until = NULL, disconnected_at = NULL
        WHERE ticket.id = ANY(free) AND NOT ticket.connected RETURNING ticket.id, ticket.session_id, ticket.queue_id
    ), told AS (
        INSERT INTO event (at, session_id, queue_id, ticket_id, kind, actor_kind, detail)
        SELECT app_now(), moved.session_id, moved.queue_id, moved.id, 'connected', 'citizen', '{}' FROM moved
    ), changed AS (
        UPDATE queue SET version = version + 1, ticket_versions = ticket_versions + 1
        WHERE queue.id IN (SELECT moved.queue_id FROM moved) RETURNING queue.id, queue.version
    )
    SELECT coalesce(array_agg(changed.id), '{}'), coalesce(array_agg(changed.version), '{}') INTO queues, versions FROM changed;
END;
$$;
