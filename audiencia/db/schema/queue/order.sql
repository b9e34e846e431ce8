-- The order of calls with preference (docs/decisions/011), and estimates (docs/decisions/012).

-- Each call of a preferential person before somebody of more seniority. Who was passed is read from here: everybody of the
-- queue with a smaller key who came in (`ticket.passes_from`) before it.
CREATE TABLE jump (
    queue_id integer NOT NULL REFERENCES queue,
    ordinal integer NOT NULL,
    ticket_id uuid NOT NULL REFERENCES ticket,
    joined_at timestamptz NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (queue_id, ordinal)
);
CREATE INDEX jump_later ON jump (queue_id, joined_at, ticket_id) INCLUDE (ordinal);

-- How often this person was passed by preference in this queue. The ordinal is compared in a way that no index serves: those
-- that came later in the queue are few (`jump_later`), those since this person came in may be all of the day.
-- The body is a string: with BEGIN ATOMIC, PostgreSQL before 18 refuses to add a column with a default to `ticket`.
CREATE FUNCTION passes_of(one ticket) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT count(*) FROM jump WHERE jump.queue_id = one.queue_id AND jump.ordinal - one.passes_from > 0
        AND (jump.joined_at, jump.ticket_id) > (one.joined_at, one.id);
$$;

-- The first estimate that each person was given, to be held against what came.
CREATE TABLE estimate (
    ticket_id uuid PRIMARY KEY REFERENCES ticket,
    queue_id integer NOT NULL REFERENCES queue,
    made_at timestamptz NOT NULL,
    low_at timestamptz NOT NULL,
    middle_at timestamptz NOT NULL,
    high_at timestamptz NOT NULL,
    CHECK (low_at <= middle_at AND middle_at <= high_at)
);
CREATE INDEX estimate_queue ON estimate (queue_id);
