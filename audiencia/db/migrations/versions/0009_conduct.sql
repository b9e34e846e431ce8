-- Ending for conduct, silent help, who is in the room, and assistants.

-- Where an assistant sits: a second seat at a director's room, of one jornada as the room is. One who was sent away stays so
-- until they take a seat again.
CREATE TABLE seat (
    staff_id integer PRIMARY KEY REFERENCES staff,
    room_id integer NOT NULL REFERENCES room,
    taken_at timestamptz NOT NULL,
    left_at timestamptz,
    ending text CHECK (ending IN ('left', 'sent_away')),
    connected boolean NOT NULL DEFAULT false,
    CHECK ((left_at IS NULL) = (ending IS NULL))
);
CREATE INDEX seat_held ON seat (room_id) WHERE left_at IS NULL;

-- An assistant's socket is neither a citizen's nor a director's: no presence of a ticket or a room hangs on it.
ALTER TABLE connection ADD COLUMN assistant_id integer REFERENCES staff, DROP CONSTRAINT connection_check;
ALTER TABLE connection ADD CONSTRAINT connection_of_one CHECK (num_nonnulls(ticket_id, room_id, assistant_id) = 1);
CREATE INDEX connection_assistant ON connection (assistant_id) WHERE assistant_id IS NOT NULL;

-- What director and assistant write together while the result is not recorded; it goes when it is.
CREATE TABLE working_note (
    attention_id uuid PRIMARY KEY REFERENCES attention,
    version integer NOT NULL CHECK (version > 0),
    note_sealed bytea NOT NULL,
    written_by integer NOT NULL REFERENCES staff,
    written_at timestamptz NOT NULL
);

-- Who is in the room beside the director, as declared: code of the configuration -> how many. Null: never declared.
ALTER TABLE room ADD COLUMN company jsonb CHECK (jsonb_typeof(company) = 'object');
CREATE INDEX room_director ON room (director_id, id);

-- The card of emergency numbers, as the director put it before the citizen.
ALTER TABLE reservation ADD COLUMN emergency_at timestamptz;

-- A call that was ended for conduct, and what the moderator's review found.
CREATE TABLE conduct_ending (
    id uuid PRIMARY KEY,
    session_id integer NOT NULL REFERENCES session,
    queue_id integer NOT NULL REFERENCES queue,
    room_id integer NOT NULL REFERENCES room,
    ticket_id uuid NOT NULL REFERENCES ticket,
    attention_id uuid NOT NULL REFERENCES attention,
    reason text NOT NULL,
    ended_at timestamptz NOT NULL,
    ended_by integer NOT NULL REFERENCES staff,
    review text CHECK (review IN ('upheld', 'reversed')),
    reviewed_at timestamptz,
    reviewed_by integer REFERENCES staff,
    note_sealed bytea,
    CHECK (num_nonnulls(review, reviewed_at, reviewed_by) IN (0, 3)),
    CHECK (review IS NOT NULL OR note_sealed IS NULL)
);
CREATE INDEX conduct_ending_attention ON conduct_ending (attention_id, ended_at);
CREATE INDEX conduct_ending_session ON conduct_ending (session_id, ended_at);
CREATE INDEX conduct_ending_open ON conduct_ending (ended_at) WHERE review IS NULL;

-- What a citizen says of an official's conduct: for those who look into it, never for the official.
CREATE TABLE conduct_report (
    id uuid PRIMARY KEY,
    session_id integer NOT NULL REFERENCES session,
    attention_id uuid NOT NULL REFERENCES attention,
    room_id integer NOT NULL REFERENCES room,
    reason text NOT NULL,
    text_sealed bytea,
    made_at timestamptz NOT NULL
);
CREATE INDEX conduct_report_attention ON conduct_report (attention_id);
CREATE INDEX conduct_report_session ON conduct_report (session_id);

-- Somebody asks the moderators for help: a director, silently, or a citizen.
CREATE TABLE help (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    session_id integer NOT NULL REFERENCES session,
    queue_id integer NOT NULL REFERENCES queue,
    room_id integer REFERENCES room,
    ticket_id uuid REFERENCES ticket,
    reason text NOT NULL CHECK (reason IN ('silent', 'devices', 'unwell', 'unsafe')),
    asked_at timestamptz NOT NULL,
    answered_at timestamptz,
    answered_by integer REFERENCES staff,
    ended_at timestamptz,
    CHECK (num_nonnulls(room_id, ticket_id) = 1),
    CHECK ((reason = 'silent') = (room_id IS NOT NULL)),
    CHECK ((answered_at IS NULL) = (answered_by IS NULL))
);
CREATE UNIQUE INDEX help_live_room ON help (room_id) WHERE room_id IS NOT NULL AND ended_at IS NULL;
CREATE UNIQUE INDEX help_live_ticket ON help (ticket_id) WHERE ticket_id IS NOT NULL AND ended_at IS NULL;
CREATE INDEX help_live_session ON help (session_id, id) WHERE ended_at IS NULL;
