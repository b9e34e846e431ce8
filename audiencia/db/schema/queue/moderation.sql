-- What moderators see and do: announcements, offers, help, and conduct.

-- What is told to everybody who waits, to a queue or to one person, for a while. Staff write it: it holds nothing of a person. One to
-- a single person (`ticket_id`) is sealed as the person's own fields are, and follows the ticket from queue to queue.
-- Those of administration lie in the same table, so that there is one place from which people are shown any; the catalogue's log is
-- their truth and their history, and `standing` their key in it (docs/decisions/041).
CREATE TABLE announcement (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    session_id integer REFERENCES session,
    queue_id integer REFERENCES queue, -- null: for every queue of the session
    text text CHECK (length(text) BETWEEN 1 AND 300),
    made_by integer NOT NULL REFERENCES staff,
    made_at timestamptz NOT NULL,
    until timestamptz NOT NULL CHECK (until > made_at),
    withdrawn_at timestamptz,
    ticket_id uuid REFERENCES ticket,
    text_sealed bytea,
    standing text UNIQUE,
    text_en text CHECK (length(text_en) BETWEEN 1 AND 300),
    department_id integer REFERENCES department,
    begun boolean NOT NULL DEFAULT true, -- whether the views have been told that it is shown
    CHECK ((ticket_id IS NULL) = (text IS NOT NULL)),
    CHECK ((ticket_id IS NULL) = (text_sealed IS NULL)),
    CHECK (ticket_id IS NULL OR queue_id IS NULL),
    CHECK ((standing IS NULL) = (session_id IS NOT NULL)),
    CHECK ((standing IS NULL) = (text_en IS NULL)),
    CHECK (standing IS NULL OR num_nonnulls(queue_id, ticket_id) = 0),
    CHECK (standing IS NOT NULL OR (department_id IS NULL AND begun))
);
CREATE INDEX announcement_live ON announcement (session_id, id) WHERE withdrawn_at IS NULL;
CREATE INDEX announcement_ticket ON announcement (ticket_id) WHERE ticket_id IS NOT NULL;
CREATE INDEX announcement_to_begin ON announcement (made_at) WHERE NOT begun;
CREATE INDEX announcement_department ON announcement (department_id) WHERE department_id IS NOT NULL;

-- What somebody who waits was offered, and what they chose. It holds while they wait in that queue and it is not withdrawn.
CREATE TABLE offer (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ticket_id uuid NOT NULL REFERENCES ticket,
    queue_id integer NOT NULL REFERENCES queue,
    reason text NOT NULL,
    to_queues integer[] NOT NULL,
    made_by integer NOT NULL REFERENCES staff,
    made_at timestamptz NOT NULL,
    withdrawn_at timestamptz,
    choice text CHECK (choice IN ('wait', 'department', 'next_session', 'telephone')),
    chosen_at timestamptz,
    chosen_queue integer REFERENCES queue,
    CHECK ((choice IS NULL) = (chosen_at IS NULL)),
    CHECK ((choice IS NOT DISTINCT FROM 'department') = (chosen_queue IS NOT NULL))
);
CREATE INDEX offer_queue ON offer (queue_id);
CREATE UNIQUE INDEX offer_live ON offer (ticket_id) WHERE withdrawn_at IS NULL;

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
