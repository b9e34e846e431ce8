-- As in migration 0003, but with locks for which a row that only refers to a queue or a room does not wait: an estimate that is
-- written for who waits and a call of the same line waited for each other. No key of these rows ever changes.
CREATE OR REPLACE FUNCTION hold_rooms(
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
