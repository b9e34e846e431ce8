-- The first whole slice: jornada, queues, rooms, attentions, outcomes, staff, consent and audit.
-- Columns named *_sealed are AES-GCM under the person's key (audiencia/privacy/crypto.py); nothing else here is personal.

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

CREATE TABLE department (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    slug text NOT NULL UNIQUE,
    prefix text NOT NULL UNIQUE CHECK (prefix ~ '^[A-Z]{2,3}$'),
    name_es text NOT NULL,
    name_en text NOT NULL,
    summary_es text NOT NULL DEFAULT '',
    summary_en text NOT NULL DEFAULT '',
    ordinal integer NOT NULL DEFAULT 0,
    active boolean NOT NULL DEFAULT true
);

CREATE TABLE topic (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    department_id integer NOT NULL REFERENCES department,
    slug text NOT NULL,
    name_es text NOT NULL,
    name_en text NOT NULL,
    ordinal integer NOT NULL DEFAULT 0,
    active boolean NOT NULL DEFAULT true,
    UNIQUE (department_id, slug)
);

CREATE TABLE staff (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    login text NOT NULL UNIQUE CHECK (login = lower(login)),
    display_name text NOT NULL,
    role text NOT NULL CHECK (role IN ('director', 'moderator', 'administrator')),
    department_id integer REFERENCES department,
    password_hash text NOT NULL,
    active boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT app_now(),
    CHECK (role <> 'director' OR department_id IS NOT NULL)
);

CREATE TABLE staff_session (
    token_hash bytea PRIMARY KEY,
    staff_id integer NOT NULL REFERENCES staff,
    created_at timestamptz NOT NULL DEFAULT app_now(),
    expires_at timestamptz NOT NULL,
    ended_at timestamptz
);
CREATE INDEX staff_session_expiry ON staff_session (expires_at);

-- One Tuesday's live opening.
CREATE TABLE session (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    day date NOT NULL,
    lobby_at timestamptz NOT NULL,
    opens_at timestamptz NOT NULL,
    closes_at timestamptz NOT NULL,
    state text NOT NULL DEFAULT 'planned' CHECK (state IN ('planned', 'lobby', 'open', 'closing', 'closed')),
    demo boolean NOT NULL DEFAULT false,
    version bigint NOT NULL DEFAULT 1,
    CHECK (lobby_at <= opens_at AND opens_at < closes_at)
);
-- One that is closing may wait for an outcome that is still owed while the next one opens.
CREATE UNIQUE INDEX session_one_open ON session ((true)) WHERE state IN ('lobby', 'open');
CREATE UNIQUE INDEX session_day ON session (day, demo) WHERE state IN ('planned', 'lobby', 'open');

CREATE TABLE queue (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    session_id integer NOT NULL REFERENCES session,
    department_id integer NOT NULL REFERENCES department,
    state text NOT NULL DEFAULT 'closed' CHECK (state IN ('closed', 'open', 'paused', 'draining')),
    next_number integer NOT NULL DEFAULT 1,
    version bigint NOT NULL DEFAULT 1,
    UNIQUE (session_id, department_id)
);

-- A person exists for one attention alone: destroying `key_wrapped` destroys all that is sealed under it.
CREATE TABLE person (
    id uuid PRIMARY KEY,
    key_wrapped bytea NOT NULL,
    key_epoch integer NOT NULL,
    created_at timestamptz NOT NULL DEFAULT app_now()
);

CREATE TABLE attention (
    id uuid PRIMARY KEY,
    session_id integer NOT NULL REFERENCES session,
    person_id uuid NOT NULL REFERENCES person,
    topic_id integer NOT NULL REFERENCES topic,
    submission_id uuid NOT NULL UNIQUE,
    folio text NOT NULL UNIQUE,
    secret_generation integer NOT NULL DEFAULT 1,
    joined_at timestamptz NOT NULL,
    language text NOT NULL CHECK (language IN ('es-MX', 'en')),
    devices text NOT NULL DEFAULT 'unknown' CHECK (devices IN ('unknown', 'camera_and_microphone', 'microphone', 'none')),
    name_sealed bytea NOT NULL,
    matter_sealed bytea NOT NULL,
    contact_sealed bytea,
    adjustments_sealed bytea,
    outcome text CHECK (outcome IN ('resolved_immediately', 'in_process')),
    disposition text,
    note_citizen_sealed bytea,
    note_internal_sealed bytea,
    outcome_at timestamptz,
    outcome_by integer REFERENCES staff,
    CHECK ((outcome IS NULL) = (outcome_at IS NULL) AND (outcome IS NULL) = (disposition IS NULL))
);

CREATE TABLE room (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    session_id integer NOT NULL REFERENCES session,
    director_id integer NOT NULL REFERENCES staff,
    queue_id integer NOT NULL REFERENCES queue,
    state text NOT NULL DEFAULT 'closed' CHECK (state IN ('closed', 'available', 'reserved', 'in_call', 'on_hold',
        'wrap_up', 'paused', 'assisting', 'draining', 'disconnected')),
    version bigint NOT NULL DEFAULT 1,
    media_epoch bigint NOT NULL DEFAULT 1,
    paused_until timestamptz,
    connected boolean NOT NULL DEFAULT false,
    grace_until timestamptz,
    UNIQUE (session_id, director_id)
);

CREATE TABLE ticket (
    id uuid PRIMARY KEY,
    attention_id uuid NOT NULL REFERENCES attention,
    session_id integer NOT NULL REFERENCES session,
    queue_id integer NOT NULL REFERENCES queue,
    number text NOT NULL,
    state text NOT NULL CHECK (state IN ('booked', 'waiting', 'ready_check', 'postponed', 'called', 'connecting',
        'in_call', 'on_hold', 'reconnecting', 'wrap_up', 'outcome_pending', 'absent', 'no_show', 'served', 'left',
        'cancelled', 'lapsed', 'carried_over')),
    version bigint NOT NULL DEFAULT 1,
    joined_at timestamptz NOT NULL,
    to_front boolean NOT NULL DEFAULT false,
    calls integer NOT NULL DEFAULT 0,
    moves integer NOT NULL DEFAULT 0,
    state_since timestamptz NOT NULL,
    connected boolean NOT NULL DEFAULT false,
    grace_until timestamptz,
    UNIQUE (session_id, number)
);
CREATE UNIQUE INDEX ticket_one_per_attention ON ticket (attention_id);
CREATE INDEX ticket_active ON ticket (queue_id, joined_at)
    WHERE state NOT IN ('served', 'left', 'cancelled', 'lapsed', 'carried_over', 'no_show');

-- A ticket offered to a room. Live while `ended_at` is empty: one per ticket and one per room (invariant 1).
CREATE TABLE reservation (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ticket_id uuid NOT NULL REFERENCES ticket,
    room_id integer NOT NULL REFERENCES room,
    made_at timestamptz NOT NULL,
    answer_until timestamptz NOT NULL,
    answered_at timestamptz,
    ended_at timestamptz,
    ending text CHECK (ending IN ('answered', 'withdrawn', 'expired', 'director_lost', 'left', 'done')),
    CHECK ((ended_at IS NULL) = (ending IS NULL))
);
CREATE UNIQUE INDEX reservation_live_ticket ON reservation (ticket_id) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX reservation_live_room ON reservation (room_id) WHERE ended_at IS NULL;
CREATE INDEX reservation_due ON reservation (answer_until) WHERE ended_at IS NULL AND answered_at IS NULL;

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
    ending text CHECK (ending IN ('concluded', 'transferred', 'interrupted', 'left', 'carried_over')),
    CHECK ((ended_at IS NULL) = (ending IS NULL))
);
CREATE UNIQUE INDEX leg_open ON leg (attention_id) WHERE ended_at IS NULL;

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

-- The log of every transition: who, why (coded), when. Append only; nothing personal.
CREATE TABLE event (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT app_now(),
    session_id integer REFERENCES session,
    queue_id integer REFERENCES queue,
    room_id integer REFERENCES room,
    ticket_id uuid REFERENCES ticket,
    kind text NOT NULL,
    from_state text,
    to_state text,
    actor_kind text NOT NULL CHECK (actor_kind IN ('citizen', 'staff', 'system')),
    actor_id integer REFERENCES staff,
    reason text,
    detail jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX event_ticket ON event (ticket_id, id);

-- Results of commands already carried out, so that a repeated one answers as the first time.
CREATE TABLE command_done (
    actor text NOT NULL,
    command_id uuid NOT NULL,
    at timestamptz NOT NULL DEFAULT app_now(),
    result jsonb NOT NULL,
    PRIMARY KEY (actor, command_id)
);
CREATE INDEX command_done_at ON command_done (at);

CREATE TABLE consent (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES person,
    purpose text NOT NULL,
    notice_version text NOT NULL,
    notice_hash text NOT NULL,
    given_at timestamptz NOT NULL,
    means text NOT NULL CHECK (means IN ('web', 'telephone', 'counter')),
    revoked_at timestamptz,
    UNIQUE (person_id, purpose)
);

-- Each access by staff to what is sealed: who, to what, why. `object_id` is pseudonymous.
CREATE TABLE audit (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT app_now(),
    actor_kind text NOT NULL CHECK (actor_kind IN ('citizen', 'staff', 'system')),
    actor_id integer REFERENCES staff,
    action text NOT NULL,
    object_kind text NOT NULL,
    object_id text NOT NULL,
    why text NOT NULL
);
CREATE INDEX audit_object ON audit (object_kind, object_id);
-- A list that refreshes by itself shows the same matter many times: it is one disclosure to that person.
CREATE UNIQUE INDEX audit_disclosed_once ON audit (actor_id, action, object_kind, object_id, why) WHERE action = 'disclosed';

CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the table % is append only', TG_TABLE_NAME;
END;
$$;
CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE ON event FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit FOR EACH STATEMENT EXECUTE FUNCTION append_only();

-- Failed attempts at a folio's PIN or a login, counted here so that all nodes and restarts see them.
CREATE TABLE attempt (
    kind text NOT NULL CHECK (kind IN ('pin', 'login')),
    subject_hash bytea NOT NULL,
    failures integer NOT NULL DEFAULT 0,
    blocked_until timestamptz,
    last_at timestamptz NOT NULL DEFAULT app_now(),
    PRIMARY KEY (kind, subject_hash)
);

-- A web node holds its sockets by a lease; when it expires, another node declares them lost.
CREATE TABLE node (
    id uuid PRIMARY KEY,
    lease_until timestamptz NOT NULL
);
CREATE TABLE connection (
    id text PRIMARY KEY,
    node_id uuid NOT NULL REFERENCES node ON DELETE CASCADE,
    ticket_id uuid REFERENCES ticket,
    room_id integer REFERENCES room,
    since timestamptz NOT NULL DEFAULT app_now(),
    CHECK (num_nonnulls(ticket_id, room_id) = 1)
);
CREATE INDEX connection_ticket ON connection (ticket_id) WHERE ticket_id IS NOT NULL;
CREATE INDEX connection_room ON connection (room_id) WHERE room_id IS NOT NULL;
