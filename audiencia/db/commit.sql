-- What every unit of work ends with.

-- name: finish(queues, tickets_alone, events, actor, command_id, result)
-- In one round trip: the log grows, nodes learn of whose ticket it tells (docs/decisions/062), the command's result is kept, and
-- the versions of changed queues advance, by ascending id as all locks are taken.
WITH added AS (
    INSERT INTO event (at, session_id, queue_id, room_id, ticket_id, kind, from_state, to_state, actor_kind, actor_id, reason,
                       detail)
    SELECT * FROM json_to_recordset(:events::json) AS log (
        at timestamptz, session_id integer, queue_id integer, room_id integer, ticket_id uuid, kind text, from_state text,
        to_state text, actor_kind text, actor_id integer, reason text, detail jsonb)
    RETURNING queue_id, ticket_id, kind
), noted AS (
    INSERT INTO queue_change (queue_id, ticket_id, history_alone)
    -- What else changes of a ticket is noted by triggers. A call is not in a ticket's history.
    SELECT queue_id, ticket_id, true FROM added WHERE num_nonnulls(queue_id, ticket_id) = 2 AND kind <> 'called'
), kept AS (
    UPDATE command_done SET result = :result::jsonb WHERE actor = :actor AND command_id = :command_id
), locked AS (
    SELECT id FROM queue WHERE id = ANY(:queues::integer[]) ORDER BY id FOR NO KEY UPDATE
)
UPDATE queue SET version = version + 1, ticket_versions = ticket_versions + (queue.id = ANY(:tickets_alone::integer[]))::integer
FROM locked
WHERE queue.id = ANY(:queues::integer[]) AND queue.id = locked.id RETURNING queue.id, queue.version;
