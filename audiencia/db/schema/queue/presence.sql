-- Who is connected, and on which device.

-- A web node holds its sockets by a lease; when it expires, another node declares them lost.
CREATE TABLE node (
    id uuid PRIMARY KEY,
    lease_until timestamptz NOT NULL,
    -- Which media workers it uses, as a keyed hash (audiencia/media/control/identity.py): all nodes of a database use the same.
    fleet text CHECK (length(fleet) = 64)
);
-- A socket of a citizen, a director or an assistant. No presence of a ticket or a room hangs on an assistant's.
CREATE TABLE connection (
    id text PRIMARY KEY,
    node_id uuid NOT NULL REFERENCES node ON DELETE CASCADE,
    ticket_id uuid REFERENCES ticket,
    room_id integer REFERENCES room,
    since timestamptz NOT NULL DEFAULT app_now(),
    assistant_id integer REFERENCES staff,
    CONSTRAINT connection_of_one CHECK (num_nonnulls(ticket_id, room_id, assistant_id) = 1)
);
CREATE INDEX connection_ticket ON connection (ticket_id) WHERE ticket_id IS NOT NULL;
CREATE INDEX connection_room ON connection (room_id) WHERE room_id IS NOT NULL;
CREATE INDEX connection_assistant ON connection (assistant_id) WHERE assistant_id IS NOT NULL;

-- A ticket, or a director's room, that goes on on another device. Of a code only the hash is kept, for ten minutes at most;
-- each ticket and each room has one at a time, and the row goes when it is used, withdrawn or replaced.
-- `token_hash`: the staff session that made it. The code is worth nothing once that has ended.
CREATE TABLE device_code (
    code_hash bytea PRIMARY KEY,
    ticket_id uuid UNIQUE REFERENCES ticket,
    room_id integer UNIQUE REFERENCES room,
    token_hash bytea REFERENCES staff_session ON DELETE CASCADE,
    expires_at timestamptz NOT NULL,
    CHECK (num_nonnulls(ticket_id, room_id) = 1),
    CHECK ((room_id IS NULL) = (token_hash IS NULL))
);
CREATE INDEX device_code_session ON device_code (token_hash);
