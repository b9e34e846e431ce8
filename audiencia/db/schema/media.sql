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
