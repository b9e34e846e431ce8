-- The hottest commands in one round trip each: hold_rooms takes their locks in the one order (docs/decisions/013), write_calls
-- writes what was decided. Every statement of such a function sees what was committed before that statement began (VOLATILE, READ
-- COMMITTED): what is read after a lock holds under it. A single statement that waits for a lock goes on with what it saw before.

-- The commands of these rooms are noted (none without actors), and the locks taken: sessions (shared), queues by ascending id,
-- rooms by ascending id. `done` has the result of each command that was carried out before; when all were, nothing else.
-- NO KEY: a row that only refers to a queue or a room does not wait. An estimate that is written for who waits and a call of the
-- same queue would wait for each other. No key of these rows ever changes.
CREATE FUNCTION hold_rooms(
    actors text[], ids uuid[], wanted integer[], others integer[],
    OUT done text[], OUT at timestamptz, OUT sessions session[], OUT lines queue[], OUT rooms room[]
) LANGUAGE plpgsql AS $$
DECLARE
    needed integer[];
BEGIN
    FOR command IN 1 .. cardinality(actors) LOOP
        done[command] := begin_command(actors[command], ids[command]);
    END LOOP;
    IF cardinality(actors) > 0 AND array_position(done, NULL) IS NULL THEN
        RETURN;
    END IF;
    sessions := ARRAY(SELECT session FROM session WHERE session.id IN (
        SELECT room.session_id FROM room WHERE room.id = ANY(wanted)) ORDER BY session.id FOR SHARE);
    needed := ARRAY(SELECT unnest(room.serves || room.queue_id) FROM room WHERE room.id = ANY(wanted)) || others;
    lines := ARRAY(SELECT queue FROM queue WHERE queue.id = ANY(needed) ORDER BY queue.id FOR NO KEY UPDATE);
    rooms := ARRAY(SELECT room FROM room WHERE room.id = ANY(wanted) ORDER BY room.id FOR NO KEY UPDATE);
    -- What waited for the locks happens now, not when it began to wait: seniority and terms count from here.
    at := app_now();
END;
$$;

-- All that calls write, with the end of their transaction (audiencia/db/commit.sql), because everybody else of these queues
-- waits for it. Gives the versions of the queues, or nothing when a ticket is not at the version that was chosen.
--
-- The rows of queues and rooms are locked. The tickets are not: an update waits for whoever edits one just now and goes on
-- with the row as it is then, so that nobody is passed for being edited. What decides an order is changed under the queue's
-- lock alone. The other columns of `ticket` that audiencia.queue.domain.ticket has stay as they are in a call.
--
-- The keys stand beside each join, so that rows are looked up by them however few the tables held when this was planned.
CREATE FUNCTION write_calls(
    moment timestamptz, made json, passed json, counted json, jumped json, changed integer[], events json, refused json
) RETURNS TABLE (of_queue integer, its_version bigint) LANGUAGE plpgsql AS $$
DECLARE
    tickets uuid[] := ARRAY(SELECT ticket_id FROM json_to_recordset(made) AS call (ticket_id uuid));
    rooms integer[] := ARRAY(SELECT room_id FROM json_to_recordset(made) AS call (room_id integer));
    actors text[] := ARRAY(SELECT actor FROM json_to_recordset(made) AS call (actor text));
    commands uuid[] := ARRAY(SELECT command_id FROM json_to_recordset(made) AS call (command_id uuid));
    written integer;
BEGIN
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
                       WHERE other.ticket_id = log.ticket_id AND other.kind <> log.kind));
    RETURN QUERY UPDATE queue SET
        version = queue.version + 1, calls = coalesce(line.calls, queue.calls),
        preferred_call = coalesce(line.preferred_call, queue.preferred_call), jumps = coalesce(line.jumps, queue.jumps)
    FROM unnest(changed) AS one (id) LEFT JOIN json_to_recordset(counted) AS line (
        id integer, calls integer, preferred_call integer, jumps integer) ON line.id = one.id
    WHERE queue.id = ANY(changed) AND queue.id = one.id RETURNING queue.id, queue.version;
END;
$$;
