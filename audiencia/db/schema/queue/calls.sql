-- Calls: offered, held, heard in legs, with guests and commitments; and the functions that lock and write them in one round trip.

-- A ticket offered to a room. Live while `ended_at` is empty: one per ticket and one per room (invariant 1).
CREATE TABLE reservation (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ticket_id uuid NOT NULL REFERENCES ticket,
    room_id integer NOT NULL REFERENCES room,
    made_at timestamptz NOT NULL,
    answer_until timestamptz NOT NULL,
    answered_at timestamptz,
    ended_at timestamptz,
    ending text CHECK (ending IN ('answered', 'withdrawn', 'expired', 'director_lost', 'left', 'done', 'transferred', 'dropped',
                                  'deferred')),
    extended boolean NOT NULL DEFAULT false,
    interpreter_id integer REFERENCES interpreter,
    interpreter_until timestamptz,
    -- The card of emergency numbers, as the director put it before the citizen.
    emergency_at timestamptz,
    CHECK ((ended_at IS NULL) = (ending IS NULL))
);
CREATE UNIQUE INDEX reservation_live_ticket ON reservation (ticket_id) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX reservation_live_room ON reservation (room_id) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX reservation_live_interpreter ON reservation (interpreter_id)
    WHERE interpreter_id IS NOT NULL AND ended_at IS NULL AND interpreter_until IS NULL;
CREATE INDEX reservation_due ON reservation (answer_until) WHERE ended_at IS NULL AND answered_at IS NULL;
CREATE INDEX reservation_ticket ON reservation (ticket_id, id);
CREATE INDEX reservation_room ON reservation (room_id, ended_at);

-- Whether the talk in a room goes by telephone now.
CREATE FUNCTION talks_by_phone(of_room integer) RETURNS boolean LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT EXISTS (SELECT FROM reservation JOIN ticket ON ticket.id = reservation.ticket_id
        WHERE reservation.room_id = of_room AND reservation.ended_at IS NULL
        AND ticket.medium = 'phone' AND ticket.state = 'in_call');
END;

-- One stay in one queue and room; the attention has one outcome, each leg its own ending.
CREATE TABLE leg (
    id uuid PRIMARY KEY,
    attention_id uuid NOT NULL REFERENCES attention,
    queue_id integer NOT NULL REFERENCES queue,
    room_id integer REFERENCES room,
    began_at timestamptz NOT NULL,
    call_began_at timestamptz,
    call_ended_at timestamptz,
    ended_at timestamptz,
    ending text CHECK (ending IN ('concluded', 'transferred', 'interrupted', 'left', 'cancelled', 'no_show', 'carried_over')),
    note_sealed bytea,
    CHECK ((ended_at IS NULL) = (ending IS NULL))
);
CREATE UNIQUE INDEX leg_open ON leg (attention_id) WHERE ended_at IS NULL;
CREATE INDEX leg_attention ON leg (attention_id, began_at);
CREATE INDEX leg_queue ON leg (queue_id, call_began_at);

-- How the lines of those in a call fared, one row for each of them and leg; figures alone, kept as long as the leg. Three numbers
-- each: median, 95th percentile, highest. Losses are shares, jitter and round trip milliseconds, rates kbit/s. `looks`: of how
-- many looks, about five seconds apart; of what two nodes saw of one call, the one that saw more stays. Freezes add up.
CREATE TABLE call_quality (
    leg_id uuid NOT NULL REFERENCES leg,
    participant text NOT NULL CHECK (participant IN ('citizen', 'director', 'guest')),
    looks integer NOT NULL DEFAULT 0 CHECK (looks >= 0),
    loss_up real[] CHECK (cardinality(loss_up) = 3),
    loss_down real[] CHECK (cardinality(loss_down) = 3),
    jitter_up real[] CHECK (cardinality(jitter_up) = 3),
    jitter_down real[] CHECK (cardinality(jitter_down) = 3),
    round_trip real[] CHECK (cardinality(round_trip) = 3),
    rate_up real[] CHECK (cardinality(rate_up) = 3),
    rate_down real[] CHECK (cardinality(rate_down) = 3),
    freezes integer NOT NULL DEFAULT 0 CHECK (freezes >= 0),
    frozen_ms bigint NOT NULL DEFAULT 0 CHECK (frozen_ms >= 0),
    PRIMARY KEY (leg_id, participant)
);

-- A director who is asked into another's call, before the citizen is handed over: a room of three. Or a knock, which asks the
-- director and the citizen of a call whether the mayor may come in: both agree, or it does not happen. What each answered is
-- forgotten when it is over, so that nobody learns afterwards who refused, nor whether anybody did.
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
    kind text NOT NULL DEFAULT 'invited' CHECK (kind IN ('invited', 'knock')),
    host_agrees boolean,
    citizen_agrees boolean,
    CHECK (host_room_id <> guest_room_id),
    CHECK ((ended_at IS NULL) = (ending IS NULL)),
    CHECK (num_nonnulls(host_agrees, citizen_agrees) = 0 OR (kind = 'knock' AND ended_at IS NULL)),
    CHECK (kind = 'invited' OR joined_at IS NULL OR ended_at IS NOT NULL
           OR (host_agrees IS TRUE AND citizen_agrees IS TRUE))
);
CREATE UNIQUE INDEX assist_live_host ON assist (host_room_id) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX assist_live_guest ON assist (guest_room_id) WHERE ended_at IS NULL;
CREATE INDEX assist_due ON assist (expires_at) WHERE ended_at IS NULL AND joined_at IS NULL;
CREATE INDEX assist_guest ON assist (guest_room_id, ended_at);

CREATE TABLE next_step (
    id uuid PRIMARY KEY,
    attention_id uuid NOT NULL REFERENCES attention,
    given_at timestamptz NOT NULL,
    given_by integer NOT NULL REFERENCES staff,
    due date,
    content_sealed bytea NOT NULL,
    removed_at timestamptz
);
CREATE INDEX next_step_attention ON next_step (attention_id);

-- What somebody of the municipality promised a citizen: who does it, and until when.
CREATE TABLE commitment (
    id uuid PRIMARY KEY,
    attention_id uuid NOT NULL REFERENCES attention,
    made_at timestamptz NOT NULL,
    made_by integer NOT NULL REFERENCES staff,
    department_id integer REFERENCES department,
    staff_id integer REFERENCES staff,
    due date NOT NULL,
    text_sealed bytea NOT NULL,
    done_at timestamptz,
    done_by integer REFERENCES staff,
    withdrawn_at timestamptz,
    withdrawn_by integer REFERENCES staff,
    CHECK (num_nonnulls(department_id, staff_id) = 1),
    CHECK (num_nonnulls(done_at, withdrawn_at) <= 1),
    CHECK ((done_at IS NULL) = (done_by IS NULL) AND (withdrawn_at IS NULL) = (withdrawn_by IS NULL))
);
CREATE INDEX commitment_attention ON commitment (attention_id, made_at);
CREATE INDEX commitment_open ON commitment (due) WHERE done_at IS NULL AND withdrawn_at IS NULL;

-- What director and assistant write together while the result is not recorded; it goes when it is.
CREATE TABLE working_note (
    attention_id uuid PRIMARY KEY REFERENCES attention,
    version integer NOT NULL CHECK (version > 0),
    note_sealed bytea NOT NULL,
    written_by integer NOT NULL REFERENCES staff,
    written_at timestamptz NOT NULL
);

-- What citizen and staff write to each other. Without a reservation it is help with the devices, between the citizen and the
-- moderators; with one it belongs to that call. Without a member of staff it is the citizen's. Sealed with the person's key.
CREATE TABLE chat_message (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sealed_as uuid NOT NULL UNIQUE,
    ticket_id uuid NOT NULL REFERENCES ticket,
    reservation_id bigint REFERENCES reservation,
    staff_id integer REFERENCES staff,
    text_sealed bytea NOT NULL,
    written_at timestamptz NOT NULL,
    read_at timestamptz
);
CREATE INDEX chat_message_ticket ON chat_message (ticket_id, id);
CREATE INDEX chat_message_unread ON chat_message (ticket_id)
    WHERE reservation_id IS NULL AND staff_id IS NULL AND read_at IS NULL;

