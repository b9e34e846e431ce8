-- Sessions (jornadas), and in each a queue per department and a room per director. State is written through the pure machines of
-- audiencia/queue/domain alone; the triggers repeat their transitions.

-- One Tuesday's live opening. One that is not held after all says why, for the public, where people had places in it
-- (docs/decisions/038).
CREATE TABLE session (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    day date NOT NULL,
    lobby_at timestamptz NOT NULL,
    opens_at timestamptz NOT NULL,
    closes_at timestamptz NOT NULL,
    state text NOT NULL DEFAULT 'planned' CHECK (state IN ('planned', 'lobby', 'open', 'closing', 'closed')),
    demo boolean NOT NULL DEFAULT false,
    version bigint NOT NULL DEFAULT 1,
    called_off_at timestamptz,
    called_off_why text CHECK (called_off_why IN ('weather', 'mourning', 'health', 'power', 'safety', 'other')),
    called_off_es text NOT NULL DEFAULT '',
    called_off_en text NOT NULL DEFAULT '',
    CHECK (lobby_at <= opens_at AND opens_at < closes_at),
    CONSTRAINT session_called_off CHECK (called_off_at IS NULL OR state = 'closed'),
    CONSTRAINT session_called_off_why CHECK (called_off_why IS NULL OR called_off_at IS NOT NULL),
    CONSTRAINT session_called_off_more CHECK (called_off_why IS NOT NULL OR (called_off_es = '' AND called_off_en = ''))
);
-- One that is closing may wait for an outcome that is still owed while the next one opens.
CREATE UNIQUE INDEX session_one_open ON session ((true)) WHERE state IN ('lobby', 'open');
CREATE UNIQUE INDEX session_day ON session (day, demo) WHERE state IN ('planned', 'lobby', 'open');
CREATE INDEX session_unfinished ON session (id) WHERE state <> 'closed';
CREATE INDEX session_opens ON session (demo, opens_at);
CREATE INDEX session_closes ON session (closes_at);
CREATE TRIGGER session_transition BEFORE UPDATE OF state ON session FOR EACH ROW
WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION follow_transitions(
    'closing closed', 'lobby open', 'open closing', 'planned closed', 'planned lobby'
);

CREATE TABLE queue (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    session_id integer NOT NULL REFERENCES session,
    department_id integer NOT NULL REFERENCES department,
    state text NOT NULL DEFAULT 'closed' CHECK (state IN ('closed', 'open', 'paused', 'draining')),
    next_number integer NOT NULL DEFAULT 1,
    version bigint NOT NULL DEFAULT 1,
    -- For the order with preference: calls so far, the last one of a preferential person, and the last ordinal in `jump`.
    calls integer NOT NULL DEFAULT 0,
    preferred_call integer NOT NULL DEFAULT 0,
    jumps integer NOT NULL DEFAULT 0,
    cap integer CHECK (cap >= 0),
    -- Advances with state, pause and cap alone: what a moderator's command about the queue must have seen.
    state_version integer NOT NULL DEFAULT 1,
    paused_until timestamptz,
    paused_reason text,
    UNIQUE (session_id, department_id),
    CHECK (preferred_call <= calls),
    CHECK (state = 'paused' OR (paused_until IS NULL AND paused_reason IS NULL))
);
CREATE INDEX queue_due ON queue (id) WHERE state IN ('paused', 'draining');
CREATE TRIGGER queue_transition BEFORE UPDATE OF state ON queue FOR EACH ROW
WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION follow_transitions(
    'closed open', 'draining closed', 'draining open', 'open closed', 'open draining', 'open paused',
    'paused closed', 'paused draining', 'paused open'
);

-- A director's room. `queue_id`: the queue of the call, or the own one; `serves`: all that it takes people from.
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
    serves integer[] NOT NULL DEFAULT '{}',
    draining boolean NOT NULL DEFAULT false,
    paused_reason text,
    -- How often the console went to another device: an open console that knows an earlier number looks whether it may stay.
    console integer NOT NULL DEFAULT 0,
    -- Who is in the room beside the director, as declared: code of the configuration -> how many. Null: never declared.
    company jsonb CHECK (jsonb_typeof(company) = 'object'),
    -- Where everybody is connected who takes part in a call of this room.
    media_worker text REFERENCES media_worker ON DELETE SET NULL,
    UNIQUE (session_id, director_id),
    CHECK (state <> 'draining' OR draining),
    CHECK (NOT draining OR state NOT IN ('available', 'paused', 'closed')),
    CHECK (state = 'paused' OR (paused_until IS NULL AND paused_reason IS NULL)),
    CHECK (state NOT IN ('reserved', 'in_call', 'on_hold', 'wrap_up', 'assisting') OR queue_id = ANY (serves))
);
CREATE INDEX room_serves ON room USING gin (serves);
CREATE INDEX room_director ON room (director_id, id);
CREATE INDEX room_media_worker ON room (media_worker);
CREATE INDEX room_queue ON room (queue_id);
CREATE INDEX room_away ON room (grace_until) WHERE NOT connected AND state <> 'closed';
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

-- Who attends in a session, and who stands in for them.
CREATE TABLE roster (
    session_id integer NOT NULL REFERENCES session,
    staff_id integer NOT NULL REFERENCES staff,
    department_id integer NOT NULL REFERENCES department,
    part text NOT NULL CHECK (part IN ('director', 'substitute', 'away')),
    reason text,
    PRIMARY KEY (session_id, staff_id),
    CHECK ((part = 'away') = (reason IS NOT NULL))
);
CREATE INDEX roster_department ON roster (session_id, department_id);

-- Where an assistant sits: a second seat at a director's room, of one session as the room is. One who was sent away stays so
-- until they take a seat again.
CREATE TABLE seat (
    staff_id integer PRIMARY KEY REFERENCES staff,
    room_id integer NOT NULL REFERENCES room,
    taken_at timestamptz NOT NULL,
    left_at timestamptz,
    ending text CHECK (ending IN ('left', 'sent_away')),
    connected boolean NOT NULL DEFAULT false,
    -- Since when the assistant's page is closed, and whether citizens are still told of them.
    away_since timestamptz,
    announced boolean NOT NULL DEFAULT true,
    CHECK ((left_at IS NULL) = (ending IS NULL)),
    CHECK (connected = (away_since IS NULL)),
    CHECK (announced OR NOT connected)
);
CREATE INDEX seat_held ON seat (room_id) WHERE left_at IS NULL;
CREATE INDEX seat_away ON seat (away_since) WHERE left_at IS NULL AND announced AND away_since IS NOT NULL;

-- A rehearsal with simulated people, on a session that is marked as no real one (`session.demo`). Over: `stopped_at` is there, or
-- its session is closed.
CREATE TABLE practice (
    session_id integer PRIMARY KEY REFERENCES session ON DELETE CASCADE,
    started_by integer REFERENCES staff,
    started_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    people integer NOT NULL CHECK (people BETWEEN 1 AND 40),
    stopped_at timestamptz,
    -- The session was opened for the practice and ends with it; else it is a demonstration's, which goes on.
    own boolean NOT NULL DEFAULT true,
    -- The web node that plays the simulated people, until its lease is over: then another one does.
    node uuid,
    leased_until timestamptz
);
