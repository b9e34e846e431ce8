-- The hottest commands in one round trip each: hold_rooms takes their locks in the one order (docs/decisions/013), write_calls
-- (write_calls.sql) writes what was decided. Every statement of such a function sees what was committed before that statement began (VOLATILE, READ
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
