-- name: write_claim(now, queue_id, calls, preferred_call, jumps, jump, ticket_id, attention_id, joined_at, seen_version, version, ticket_calls, state_since, passed, room_id, room_state, room_version, answer_until, interpreter_id, staff_id, queues, events, actor, command_id, result)
-- All that a call writes, in one round trip, because everybody else of these queues waits for it. The last of a transaction:
-- it does what `finish` (audiencia/db/commit.sql) does, too, and gives the same. Entries of the log come last in it.
--
-- The rows of queues and room are locked. The tickets are not: this waits for whoever edits one just now and goes on with the
-- row as it is then (READ COMMITTED looks at the condition again), so that nobody is passed for being edited. `called` is
-- false when the ticket is not at the version that was chosen: what decides an order is changed under the queue's lock alone.
-- The other columns of `ticket` that audiencia.queue.ticket has stay as they are in a call.
WITH jumped AS (
    INSERT INTO jump (queue_id, ordinal, ticket_id, joined_at, at)
    SELECT :queue_id, :jumps, :ticket_id, :joined_at, :now WHERE :jump
), passed AS (
    UPDATE ticket SET version = one.version, skips = one.skips
    FROM json_to_recordset(:passed::json) AS one (id uuid, version bigint, skips integer)
    WHERE ticket.id = one.id
), called AS (
    UPDATE ticket SET state = 'called', version = :version, calls = :ticket_calls, state_since = :state_since, ready = false,
                      ready_until = NULL, first_called_at = coalesce(first_called_at, :now)
    WHERE id = :ticket_id AND version = :seen_version RETURNING id
), reserved AS (
    UPDATE room SET state = :room_state, version = :room_version, queue_id = :queue_id WHERE id = :room_id
), offered AS (
    INSERT INTO reservation (ticket_id, room_id, made_at, answer_until, interpreter_id)
    SELECT id, :room_id, :now, :answer_until, :interpreter_id FROM called
), shown AS (
    INSERT INTO audit (actor_kind, actor_id, action, object_kind, object_id, why, at)
    VALUES ('staff', :staff_id, 'disclosed', 'attention', :attention_id::uuid::text, 'call', :now)
    ON CONFLICT (actor_id, action, object_kind, object_id, why) WHERE action = 'disclosed' DO NOTHING
), noted AS (
    INSERT INTO event (at, session_id, queue_id, room_id, ticket_id, kind, from_state, to_state, actor_kind, actor_id, reason,
                       detail)
    SELECT * FROM json_to_recordset(:events::json) AS log (
        at timestamptz, session_id integer, queue_id integer, room_id integer, ticket_id uuid, kind text, from_state text,
        to_state text, actor_kind text, actor_id integer, reason text, detail jsonb)
), kept AS (
    UPDATE command_done SET result = :result::jsonb WHERE actor = :actor AND command_id = :command_id
)
UPDATE queue SET version = queue.version + 1,
                 calls = CASE WHEN queue.id = :queue_id THEN :calls ELSE queue.calls END,
                 preferred_call = CASE WHEN queue.id = :queue_id THEN :preferred_call ELSE queue.preferred_call END,
                 jumps = CASE WHEN queue.id = :queue_id THEN :jumps ELSE queue.jumps END
WHERE queue.id = ANY(:queues::integer[]) RETURNING queue.id, queue.version, EXISTS (SELECT FROM called) AS called;
