-- name: write_claim(now, queue_id, calls, preferred_call, jumps, jump, ticket_id, attention_id, joined_at, seen_version, version, ticket_calls, state_since, passed, passed_versions, passed_skips, room_id, room_state, room_version, answer_until, interpreter_id, staff_id)$
-- All that a call writes, in one round trip, because it is written under the locks of the queues and everybody else of
-- these queues waits for it. The log's entries follow with the end of the transaction.
--
-- The rows of queue and room are locked. The tickets are not: this waits for whoever edits one just now and goes on with the
-- row as it is then (READ COMMITTED looks at the condition again), so that nobody is passed for being edited. Gives nothing
-- when the ticket is not at the version that was chosen: everything that decides an order is changed under the queue's lock.
-- The other columns of `ticket` that audiencia.queue.ticket has stay as they are in a call.
WITH counted AS (
    UPDATE queue SET calls = :calls, preferred_call = :preferred_call, jumps = :jumps WHERE id = :queue_id
), jumped AS (
    INSERT INTO jump (queue_id, ordinal, ticket_id, joined_at, at)
    SELECT :queue_id, :jumps, :ticket_id, :joined_at, :now WHERE :jump
), passed AS (
    UPDATE ticket SET version = one.version, skips = one.skips
    FROM unnest(:passed::uuid[], :passed_versions::bigint[], :passed_skips::integer[]) AS one (id, version, skips)
    WHERE ticket.id = one.id
), called AS (
    UPDATE ticket SET state = 'called', version = :version, calls = :ticket_calls, state_since = :state_since, ready = false,
                      ready_until = NULL, first_called_at = coalesce(first_called_at, :now)
    WHERE id = :ticket_id AND version = :seen_version RETURNING id
), reserved AS (
    UPDATE room SET state = :room_state, version = :room_version, queue_id = :queue_id WHERE id = :room_id
), shown AS (
    INSERT INTO audit (actor_kind, actor_id, action, object_kind, object_id, why, at)
    VALUES ('staff', :staff_id, 'disclosed', 'attention', :attention_id::uuid::text, 'call', :now)
    ON CONFLICT (actor_id, action, object_kind, object_id, why) WHERE action = 'disclosed' DO NOTHING
)
INSERT INTO reservation (ticket_id, room_id, made_at, answer_until, interpreter_id)
SELECT id, :room_id, :now, :answer_until, :interpreter_id FROM called RETURNING id;
