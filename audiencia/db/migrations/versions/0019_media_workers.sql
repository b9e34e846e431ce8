-- The media workers that answered a web node, and what they said then. `name`: the address of the control API. All web nodes
-- decide by these rows, so that they decide alike.
CREATE TABLE media_worker (
    name text PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 200),
    boot text NOT NULL,
    capacity integer NOT NULL CHECK (capacity > 0),
    calls integer NOT NULL CHECK (calls >= 0),
    busy_pct integer NOT NULL CHECK (busy_pct BETWEEN 0 AND 100),
    draining boolean NOT NULL,
    answered_at timestamptz NOT NULL
);

-- Where those who wait in a department's lines are connected beforehand, and its rooms open.
ALTER TABLE department ADD COLUMN media_home text REFERENCES media_worker ON DELETE SET NULL;
CREATE INDEX department_media_home ON department (media_home);

-- Where everybody is connected who takes part in a call of this room.
ALTER TABLE room ADD COLUMN media_worker text REFERENCES media_worker ON DELETE SET NULL;
CREATE INDEX room_media_worker ON room (media_worker);
