-- What moderators tell everybody who waits, or everybody of one line, for a while. Staff write it: it holds nothing of a person.
CREATE TABLE announcement (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    session_id integer NOT NULL REFERENCES session,
    queue_id integer REFERENCES queue, -- null: for every line of the jornada
    text text NOT NULL CHECK (length(text) BETWEEN 1 AND 300),
    made_by integer NOT NULL REFERENCES staff,
    made_at timestamptz NOT NULL,
    until timestamptz NOT NULL CHECK (until > made_at),
    withdrawn_at timestamptz
);
CREATE INDEX announcement_live ON announcement (session_id, id) WHERE withdrawn_at IS NULL;

-- What happened last in a jornada is read at each of its changes, however long the log of the earlier ones is.
CREATE INDEX event_session ON event (session_id, id);
