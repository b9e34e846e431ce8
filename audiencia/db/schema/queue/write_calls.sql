-- All that calls write, with the end of their transaction (audiencia/db/commit.sql), because everybody else of these queues
-- waits for it. Gives the versions of the queues, or nothing when a ticket is not at the version that was chosen.
--
-- The rows of queues and rooms are locked. The tickets are not: an update waits for whoever edits one just now and goes on
-- with the row as it is then, so that nobody is passed for being edited. What decides an order is changed under the queue's
-- lock alone. The other columns of `ticket` that audiencia.queue.domain.ticket has stay as they are in a call.
--
-- The keys stand beside each join, so that rows are looked up by them however few the tables held when this was planned.
CREATE OR REPLACE FUNCTION write_calls(
    moment timestamptz, made json, passed json, counted json, jumped json, changed integer[], events json, refused json
) RETURNS TABLE (of_queue integer, its_version bigint) LANGUAGE plpgsql AS $$
DECLARE
    tickets uuid[];
    rooms integer[];
    actors text[];
    commands uuid[];
    written integer;
BEGIN
    SELECT array_agg(ticket_id), array_agg(room_id), array_agg(actor), array_agg(command_id) INTO tickets, rooms, actors, commands
    FROM json_to_recordset(made) AS call (ticket_id uuid, room_id integer, actor text, command_id uuid);
    UPDATE ticket SET state = 'called', version = call.version, calls = call.calls, skips = call.skips, state_since = moment,
                      ready = false, ready_until = NULL, first_called_at = coalesce(first_called_at, moment)
    FROM json_to_recordset(made) AS call (ticket_id uuid, seen bigint, version bigint, calls integer, skips integer)
    WHERE ticket.id = ANY(tickets) AND ticket.id = call.ticket_id AND ticket.version = call.seen;
    GET DIAGNOSTICS written = ROW_COUNT;
    IF written <> cardinality(tickets) THEN
        RETURN;
    END IF;
    IF json_array_length(passed) > 0 THEN
        UPDATE ticket SET version = one.version, skips = one.skips
        FROM json_to_recordset(passed) AS one (id uuid, version bigint, skips integer)
        WHERE ticket.id = ANY(ARRAY(SELECT id FROM json_to_recordset(passed) AS all_of (id uuid))) AND ticket.id = one.id;
    END IF;
    UPDATE room SET state = call.room_state, version = call.room_version, queue_id = call.queue_id
    FROM json_to_recordset(made) AS call (room_id integer, room_state text, room_version bigint, queue_id integer)
    WHERE room.id = ANY(rooms) AND room.id = call.room_id;
    INSERT INTO reservation (ticket_id, room_id, made_at, answer_until, interpreter_id)
    SELECT ticket_id, room_id, moment, answer_until, interpreter_id FROM json_to_recordset(made) AS call (
        ticket_id uuid, room_id integer, answer_until timestamptz, interpreter_id integer);
    INSERT INTO audit (actor_kind, actor_id, action, object_kind, object_id, why, at)
    SELECT 'staff', staff_id, 'disclosed', 'attention', attention_id, 'call', moment
    FROM json_to_recordset(made) AS call (staff_id integer, attention_id text)
    ON CONFLICT (actor_id, action, object_kind, object_id, why) WHERE action = 'disclosed' DO NOTHING;
    IF json_array_length(jumped) > 0 THEN
        INSERT INTO jump (queue_id, ordinal, ticket_id, joined_at, at)
        SELECT queue_id, ordinal, ticket_id, joined_at, moment FROM json_to_recordset(jumped) AS one (
            queue_id integer, ordinal integer, ticket_id uuid, joined_at timestamptz);
    END IF;
    UPDATE command_done SET result = call.result
    FROM json_to_recordset(made) AS call (actor text, command_id uuid, result jsonb)
    WHERE command_done.actor = ANY(actors) AND command_done.command_id = ANY(commands)
    AND command_done.actor = call.actor AND command_done.command_id = call.command_id;
    -- A refused command leaves no trace, so that it can be tried again.
    IF json_array_length(refused) > 0 THEN
        DELETE FROM command_done USING json_to_recordset(refused) AS one (actor text, command_id uuid)
        WHERE command_done.actor = one.actor AND command_done.command_id = one.command_id;
    END IF;
    WITH added AS (
        INSERT INTO event (at, session_id, queue_id, room_id, ticket_id, kind, from_state, to_state, actor_kind, actor_id, reason,
                           detail)
        SELECT at, session_id, queue_id, room_id, ticket_id, kind, from_state, to_state, actor_kind, actor_id, reason, detail
        FROM json_to_recordset(events) AS log (
            at timestamptz, session_id integer, queue_id integer, room_id integer, ticket_id uuid, kind text, from_state text,
            to_state text, actor_kind text, actor_id integer, reason text, detail jsonb, unless_told boolean)
        -- Whoever waits for an interpreter or a director is passed by many: told once, until something else happens to them.
        WHERE log.unless_told IS NOT TRUE OR NOT EXISTS (
            SELECT FROM event AS told WHERE told.ticket_id = log.ticket_id AND told.kind = log.kind AND told.reason = log.reason
            AND told.id > (SELECT coalesce(max(other.id), 0) FROM event AS other
                           WHERE other.ticket_id = log.ticket_id AND other.kind <> log.kind))
        RETURNING queue_id, ticket_id, kind
    )
    INSERT INTO queue_change (queue_id, ticket_id)
    SELECT queue_id, ticket_id FROM added WHERE num_nonnulls(queue_id, ticket_id) = 2 AND kind <> 'called';
    RETURN QUERY UPDATE queue SET
        version = queue.version + 1, calls = coalesce(line.calls, queue.calls),
        preferred_call = coalesce(line.preferred_call, queue.preferred_call), jumps = coalesce(line.jumps, queue.jumps)
    FROM unnest(changed) AS one (id) LEFT JOIN json_to_recordset(counted) AS line (
        id integer, calls integer, preferred_call integer, jumps integer) ON line.id = one.id
    WHERE queue.id = ANY(changed) AND queue.id = one.id RETURNING queue.id, queue.version;
END;
$$;
