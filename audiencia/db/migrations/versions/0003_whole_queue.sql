-- The whole queue: order with preference, ready checks, postponing, transfers, interpreters, estimates, the citizen's word.

ALTER TABLE queue
    ADD COLUMN calls integer NOT NULL DEFAULT 0,
    ADD COLUMN preferred_call integer NOT NULL DEFAULT 0,
    ADD COLUMN jumps integer NOT NULL DEFAULT 0,
    ADD COLUMN cap integer CHECK (cap >= 0),
    -- Advances with state, pause and cap alone: what a moderator's command about the queue must have seen.
    ADD COLUMN state_version integer NOT NULL DEFAULT 1,
    ADD COLUMN paused_until timestamptz,
    ADD COLUMN paused_reason text,
    ADD CHECK (preferred_call <= calls),
    ADD CHECK (state = 'paused' OR (paused_until IS NULL AND paused_reason IS NULL));

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

ALTER TABLE ticket
    ADD COLUMN preferential boolean NOT NULL DEFAULT false,
    ADD COLUMN ready boolean NOT NULL DEFAULT false,
    ADD COLUMN ready_until timestamptz,
    ADD COLUMN asked_at_call integer,
    ADD COLUMN skips integer NOT NULL DEFAULT 0,
    ADD COLUMN passes_from integer NOT NULL DEFAULT 0,
    ADD COLUMN not_before timestamptz,
    ADD COLUMN after_calls integer,
    ADD COLUMN wanted_director integer REFERENCES staff,
    ADD COLUMN needs text,
    ADD COLUMN first_called_at timestamptz,
    ADD COLUMN disconnected_at timestamptz,
    -- Keyed blind indexes (audiencia/privacy/crypto.py); gone, as `needs` is, when the ticket ends.
    ADD COLUMN contact_index bytea,
    ADD COLUMN device_index bytea,
    ADD CHECK ((state = 'ready_check') = (ready_until IS NOT NULL)),
    ADD CHECK ((state = 'postponed') = (num_nonnulls(not_before, after_calls) = 1)),
    ADD CHECK (state IN ('waiting', 'ready_check') OR NOT ready),
    ADD CHECK (state NOT IN ('served', 'left', 'cancelled', 'lapsed', 'carried_over')
               OR num_nonnulls(contact_index, device_index, needs) = 0);
DROP INDEX ticket_active;
CREATE INDEX ticket_active ON ticket (queue_id)
    WHERE state NOT IN ('served', 'left', 'cancelled', 'lapsed', 'carried_over', 'no_show');
CREATE INDEX ticket_line ON ticket (queue_id, (NOT to_front), joined_at, id) WHERE state IN ('waiting', 'ready_check');
CREATE INDEX ticket_preferential ON ticket (queue_id, joined_at, id)
    WHERE preferential AND state IN ('waiting', 'ready_check');
CREATE INDEX ticket_due ON ticket (state) WHERE state IN ('ready_check', 'postponed', 'in_call', 'on_hold', 'reconnecting');
-- One active ticket per person, department and jornada (invariant 1). Whoever was attended and whose result is still to be
-- written is in no line: no step leads back into one from there.
CREATE UNIQUE INDEX ticket_one_per_contact ON ticket (queue_id, contact_index)
    WHERE state NOT IN ('served', 'left', 'cancelled', 'lapsed', 'carried_over', 'no_show', 'outcome_pending');
CREATE INDEX ticket_device ON ticket (queue_id, device_index)
    WHERE state NOT IN ('served', 'left', 'cancelled', 'lapsed', 'carried_over', 'no_show', 'outcome_pending');

-- How often this person was passed by preference in this queue. The ordinal is compared in a way that no index serves: those
-- that came later in the line are few (`jump_later`), those since this person came in may be all of the day.
-- The body is a string: with BEGIN ATOMIC, PostgreSQL before 18 refuses to add a column with a default to `ticket`.
CREATE FUNCTION passes_of(one ticket) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT count(*) FROM jump WHERE jump.queue_id = one.queue_id AND jump.ordinal - one.passes_from > 0
        AND (jump.joined_at, jump.ticket_id) > (one.joined_at, one.id);
$$;

ALTER TABLE room
    ADD COLUMN serves integer[] NOT NULL DEFAULT '{}',
    ADD COLUMN draining boolean NOT NULL DEFAULT false,
    ADD COLUMN paused_reason text,
    ADD CHECK (state <> 'draining' OR draining),
    ADD CHECK (NOT draining OR state NOT IN ('available', 'paused', 'closed')),
    ADD CHECK (state = 'paused' OR (paused_until IS NULL AND paused_reason IS NULL));
UPDATE room SET serves = ARRAY[queue_id];
ALTER TABLE room
    ADD CHECK (state NOT IN ('reserved', 'in_call', 'on_hold', 'wrap_up', 'assisting') OR queue_id = ANY (serves));
CREATE INDEX room_serves ON room USING gin (serves);

-- Who interprets in a language that a call cannot go without; never in two calls at once.
CREATE TABLE interpreter (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code text NOT NULL UNIQUE,
    helps_with text NOT NULL,
    name_es text NOT NULL,
    name_en text NOT NULL,
    present boolean NOT NULL DEFAULT true
);

ALTER TABLE reservation
    ADD COLUMN extended boolean NOT NULL DEFAULT false,
    ADD COLUMN interpreter_id integer REFERENCES interpreter,
    ADD COLUMN interpreter_until timestamptz,
    DROP CONSTRAINT reservation_ending_check,
    ADD CHECK (ending IN ('answered', 'withdrawn', 'expired', 'director_lost', 'left', 'done', 'transferred', 'dropped',
                          'deferred'));
CREATE UNIQUE INDEX reservation_live_interpreter ON reservation (interpreter_id)
    WHERE interpreter_id IS NOT NULL AND ended_at IS NULL AND interpreter_until IS NULL;

ALTER TABLE leg
    ADD COLUMN note_sealed bytea,
    DROP CONSTRAINT leg_ending_check,
    ADD CHECK (ending IN ('concluded', 'transferred', 'interrupted', 'left', 'cancelled', 'no_show', 'carried_over'));
CREATE INDEX leg_attention ON leg (attention_id, began_at);
CREATE INDEX leg_handled ON leg (queue_id, call_began_at) WHERE call_began_at IS NOT NULL;

-- Another matter that the citizen brought up: the next leg of the same attention, with the same seniority.
CREATE TABLE further_matter (
    id uuid PRIMARY KEY,
    attention_id uuid NOT NULL REFERENCES attention,
    queue_id integer NOT NULL REFERENCES queue,
    topic_id integer NOT NULL REFERENCES topic,
    matter_sealed bytea NOT NULL,
    asked_at timestamptz NOT NULL,
    begun_at timestamptz,
    withdrawn_at timestamptz,
    CHECK (num_nonnulls(begun_at, withdrawn_at) <= 1)
);
CREATE INDEX further_matter_attention ON further_matter (attention_id, asked_at);

-- A director who is asked into another's call, before the citizen is handed over: a room of three.
CREATE TABLE assist (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ticket_id uuid NOT NULL REFERENCES ticket,
    -- For which queue the guest was asked: a citizen who is handed over goes there.
    queue_id integer NOT NULL REFERENCES queue,
    host_room_id integer NOT NULL REFERENCES room,
    guest_room_id integer NOT NULL REFERENCES room,
    asked_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    joined_at timestamptz,
    ended_at timestamptz,
    ending text CHECK (ending IN ('declined', 'expired', 'withdrawn', 'left', 'handed_over', 'call_over', 'lost')),
    CHECK (host_room_id <> guest_room_id),
    CHECK ((ended_at IS NULL) = (ending IS NULL))
);
CREATE UNIQUE INDEX assist_live_host ON assist (host_room_id) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX assist_live_guest ON assist (guest_room_id) WHERE ended_at IS NULL;
CREATE INDEX assist_due ON assist (expires_at) WHERE ended_at IS NULL AND joined_at IS NULL;

ALTER TABLE attention
    ADD COLUMN citizen_says_resolved boolean,
    ADD COLUMN said_at timestamptz,
    ADD COLUMN reopened boolean NOT NULL DEFAULT false,
    ADD COLUMN carried_from uuid UNIQUE REFERENCES attention,
    ADD CHECK ((citizen_says_resolved IS NULL) = (said_at IS NULL)),
    ADD CHECK (NOT reopened OR (outcome IS NOT NULL AND citizen_says_resolved IS FALSE));

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

-- The transition tables of the pure machines (audiencia/queue), repeated: no other step can be written.
-- They are given to the trigger's function, because a WHEN clause is parsed anew by every statement.
CREATE FUNCTION follow_transitions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.state || ' ' || NEW.state) <> ALL (TG_ARGV) THEN
        RAISE EXCEPTION '% goes not from % to %', TG_TABLE_NAME, OLD.state, NEW.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER ticket_transition BEFORE UPDATE OF state ON ticket FOR EACH ROW
WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION follow_transitions(
    'absent called', 'absent cancelled', 'absent carried_over', 'absent waiting', 'booked lapsed',
    'booked waiting', 'called absent', 'called carried_over', 'called connecting', 'called no_show',
    'called waiting', 'connecting in_call', 'in_call on_hold', 'in_call reconnecting', 'in_call waiting',
    'in_call wrap_up', 'no_show waiting', 'on_hold in_call', 'on_hold reconnecting', 'on_hold waiting',
    'on_hold wrap_up', 'outcome_pending served', 'postponed cancelled', 'postponed carried_over', 'postponed left',
    'postponed waiting', 'ready_check called', 'ready_check cancelled', 'ready_check carried_over',
    'ready_check left', 'ready_check postponed', 'ready_check waiting', 'reconnecting in_call',
    'reconnecting waiting', 'reconnecting wrap_up', 'waiting called', 'waiting cancelled', 'waiting carried_over',
    'waiting left', 'waiting postponed', 'waiting ready_check', 'wrap_up outcome_pending', 'wrap_up served',
    'wrap_up waiting'
);
CREATE TRIGGER room_transition BEFORE UPDATE OF state ON room FOR EACH ROW
WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION follow_transitions(
    'assisting available', 'assisting disconnected', 'assisting draining', 'assisting in_call',
    'available assisting', 'available closed', 'available disconnected', 'available draining', 'available paused',
    'available reserved', 'closed available', 'disconnected available', 'disconnected closed',
    'disconnected draining', 'draining closed', 'in_call available', 'in_call disconnected', 'in_call draining',
    'in_call on_hold', 'in_call wrap_up', 'on_hold available', 'on_hold disconnected', 'on_hold draining',
    'on_hold in_call', 'on_hold wrap_up', 'paused available', 'paused closed', 'paused draining',
    'reserved available', 'reserved disconnected', 'reserved draining', 'reserved in_call', 'wrap_up available',
    'wrap_up disconnected', 'wrap_up draining'
);
CREATE TRIGGER queue_transition BEFORE UPDATE OF state ON queue FOR EACH ROW
WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION follow_transitions(
    'closed open', 'draining closed', 'draining open', 'open closed', 'open draining', 'open paused',
    'paused closed', 'paused draining', 'paused open'
);
CREATE TRIGGER session_transition BEFORE UPDATE OF state ON session FOR EACH ROW
WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION follow_transitions(
    'closing closed', 'lobby open', 'open closing', 'planned lobby'
);

-- What is written with every command costs little: results are looked through by age once in a while only, and the log names
-- rows that the same transaction has locked or written, of which none is ever removed.
DROP INDEX command_done_at;
ALTER TABLE event DROP CONSTRAINT event_session_id_fkey, DROP CONSTRAINT event_queue_id_fkey,
    DROP CONSTRAINT event_room_id_fkey, DROP CONSTRAINT event_ticket_id_fkey, DROP CONSTRAINT event_actor_id_fkey;

-- What commands begin with, in one round trip each: the command is noted, and its locks are taken in the one order. Every
-- statement of such a function sees what was committed before that statement began (VOLATILE, READ COMMITTED): what is read
-- after a lock holds under it. A single statement that waits for a lock goes on with what it saw before.

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

-- The commands of these rooms are noted (none without actors), and the locks taken: sessions (shared), queues by ascending id,
-- rooms by ascending id. `done` has the result of each command that was carried out before; when all were, nothing else.
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
    lines := ARRAY(SELECT queue FROM queue WHERE queue.id = ANY(needed) ORDER BY queue.id FOR UPDATE);
    rooms := ARRAY(SELECT room FROM room WHERE room.id = ANY(wanted) ORDER BY room.id FOR UPDATE);
    -- What waited for the locks happens now, not when it began to wait: seniority and terms count from here.
    at := app_now();
END;
$$;

-- All that calls write, with the end of their transaction (audiencia/db/commit.sql), because everybody else of these queues
-- waits for it. Gives the versions of the queues, or nothing when a ticket is not at the version that was chosen.
--
-- The rows of queues and rooms are locked. The tickets are not: an update waits for whoever edits one just now and goes on
-- with the row as it is then, so that nobody is passed for being edited. What decides an order is changed under the queue's
-- lock alone. The other columns of `ticket` that audiencia.queue.ticket has stay as they are in a call.
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
