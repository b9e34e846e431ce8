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

-- Each device that takes the ticket over ends the cookies before it. Folio and PIN, which people wrote down, stay as they are.
ALTER TABLE attention ADD COLUMN device_generation integer NOT NULL DEFAULT 0;
ALTER TABLE attention
    ADD COLUMN token_generation integer NOT NULL GENERATED ALWAYS AS (secret_generation + device_generation) STORED;
-- How often a room's console went to another device: an open console that knows an earlier number looks whether it may stay.
ALTER TABLE room ADD COLUMN console integer NOT NULL DEFAULT 0;
-- Ended because another device took it over.
ALTER TABLE staff_session ADD COLUMN moved boolean NOT NULL DEFAULT false CHECK (NOT moved OR ended_at IS NOT NULL);

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

-- An announcement to one person is sealed as the person's own fields are, and follows the ticket from line to line.
ALTER TABLE announcement
    ADD COLUMN ticket_id uuid REFERENCES ticket,
    ADD COLUMN text_sealed bytea,
    ALTER COLUMN text DROP NOT NULL;
ALTER TABLE announcement
    ADD CHECK ((ticket_id IS NULL) = (text IS NOT NULL)),
    ADD CHECK ((ticket_id IS NULL) = (text_sealed IS NULL)),
    ADD CHECK (ticket_id IS NULL OR queue_id IS NULL);
CREATE INDEX announcement_ticket ON announcement (ticket_id) WHERE ticket_id IS NOT NULL;

-- Whatever ends a ticket, in whichever way, destroys in the same transaction what was only for the time until then.
CREATE FUNCTION forget_ticket() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM chat_message WHERE ticket_id = NEW.id;
    DELETE FROM announcement WHERE ticket_id = NEW.id;
    DELETE FROM device_code WHERE ticket_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER ticket_forgotten AFTER UPDATE OF state ON ticket FOR EACH ROW
    WHEN (NEW.state IN ('served', 'left', 'cancelled', 'lapsed', 'carried_over') AND NEW.state <> OLD.state)
    EXECUTE FUNCTION forget_ticket();

-- Whoever did not come is final once the jornada is closed.
CREATE FUNCTION forget_no_shows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM chat_message USING ticket WHERE ticket.id = chat_message.ticket_id AND ticket.session_id = NEW.id;
    DELETE FROM announcement USING ticket WHERE ticket.id = announcement.ticket_id AND ticket.session_id = NEW.id;
    DELETE FROM device_code USING ticket WHERE ticket.id = device_code.ticket_id AND ticket.session_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER no_shows_forgotten AFTER UPDATE OF state ON session FOR EACH ROW
    WHEN (NEW.state = 'closed' AND NEW.state <> OLD.state) EXECUTE FUNCTION forget_no_shows();
