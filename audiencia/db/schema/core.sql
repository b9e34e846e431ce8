-- What all tables are built upon: the clock, the rules that triggers keep, and commands that are carried out once.

CREATE TABLE app_clock (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    shift interval NOT NULL DEFAULT '0',
    rate double precision NOT NULL DEFAULT 1 CHECK (rate > 0),
    since timestamptz NOT NULL DEFAULT clock_timestamp()
);
INSERT INTO app_clock DEFAULT VALUES;

-- The only clock of the product. Shift and rate are set by the demo and rehearsal profiles alone.
CREATE FUNCTION app_now() RETURNS timestamptz LANGUAGE sql VOLATILE PARALLEL RESTRICTED
BEGIN ATOMIC
    SELECT since + shift + (clock_timestamp() - since) * rate FROM app_clock;
END;

CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the table % is append only', TG_TABLE_NAME;
END;
$$;

-- The transition tables of the pure machines (audiencia/queue/domain), repeated: no other step can be written.
-- They are given to the trigger's function, because a WHEN clause is parsed anew by every statement.
CREATE FUNCTION follow_transitions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.state || ' ' || NEW.state) <> ALL (TG_ARGV) THEN
        RAISE EXCEPTION '% goes not from % to %', TG_TABLE_NAME, OLD.state, NEW.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END;
$$;

-- Results of commands already carried out, so that a repeated one answers as the first time. No index by age: every command
-- writes here, and old rows are looked for once in a while only.
CREATE TABLE command_done (
    actor text NOT NULL,
    command_id uuid NOT NULL,
    at timestamptz NOT NULL DEFAULT app_now(),
    result jsonb NOT NULL,
    PRIMARY KEY (actor, command_id)
);

-- The result of the same command when it was carried out before; null when it is new, and noted now. A second one with the
-- same id waits here for the first to commit.
CREATE FUNCTION begin_command(by_actor text, its_id uuid) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO command_done (actor, command_id, result) VALUES (by_actor, its_id, '{}') ON CONFLICT DO NOTHING;
    IF FOUND THEN
        RETURN NULL;
    END IF;
    RETURN (SELECT result::text FROM command_done WHERE actor = by_actor AND command_id = its_id);
END;
$$;
