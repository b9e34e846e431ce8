-- Somebody of the citizen's trust whom a one-time link leads to this call, and its director admits. They hold no room. Numbered from
-- the sequence of `assist`: one number names one guest of a call. Without the host's room: a call that is handed over keeps its relatives.
CREATE TABLE relative (
    id bigint PRIMARY KEY,
    sealed_as uuid NOT NULL UNIQUE,
    ticket_id uuid NOT NULL REFERENCES ticket,
    -- As the citizen said it, under the citizen's key.
    name_sealed bytea NOT NULL,
    -- Of the link's secret, and of the cookie of the browser that took it up: hashes of 256 random bits.
    secret_hash bytea NOT NULL,
    token_hash bytea UNIQUE,
    asked_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    -- The link was taken up, and this notice agreed to.
    opened_at timestamptz,
    notice_version text,
    notice_hash text,
    joined_at timestamptz,
    ended_at timestamptz,
    ending text CHECK (ending IN ('declined', 'expired', 'withdrawn', 'left', 'call_over', 'lost')),
    -- Whether their page can, as it said when it connected last; empty before it did: until then the others keep the keys that they have.
    encrypts boolean,
    turned_off text[] NOT NULL DEFAULT '{}' CHECK (turned_off <@ ARRAY['microphone', 'camera']),
    CHECK ((ended_at IS NULL) = (ending IS NULL)),
    CHECK (num_nonnulls(token_hash, opened_at, notice_version, notice_hash) IN (0, 4)),
    CHECK (joined_at IS NULL OR opened_at IS NOT NULL)
);
CREATE UNIQUE INDEX relative_asked ON relative (ticket_id) WHERE ended_at IS NULL AND joined_at IS NULL;
CREATE INDEX relative_live ON relative (ticket_id) WHERE ended_at IS NULL;
CREATE INDEX relative_due ON relative (expires_at) WHERE ended_at IS NULL AND joined_at IS NULL;
CREATE INDEX relative_ticket ON relative (ticket_id);

-- Who is in a call besides the citizen and its director, whoever they are: `party` as the media worker names them.
CREATE VIEW call_guest AS
SELECT assist.id, 'room:' || assist.guest_room_id AS party, assist.guest_room_id, assist.host_room_id, assist.ticket_id, assist.joined_at
FROM assist WHERE assist.joined_at IS NOT NULL AND assist.ended_at IS NULL
UNION ALL
SELECT relative.id, 'relative:' || relative.id, NULL, reservation.room_id, relative.ticket_id, relative.joined_at
FROM relative JOIN reservation ON reservation.ticket_id = relative.ticket_id AND reservation.ended_at IS NULL
WHERE relative.joined_at IS NOT NULL AND relative.ended_at IS NULL;

-- Nobody who was let into one call is in the next one of the same citizen, whichever program ended the first and makes this one: a
-- call that is handed over has been answered already.
CREATE FUNCTION no_relative_of_the_last_call() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.answered_at IS NULL THEN
        UPDATE relative SET ended_at = NEW.made_at, ending = 'call_over' WHERE ticket_id = NEW.ticket_id AND ended_at IS NULL;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER no_relative_of_the_last_call BEFORE INSERT ON reservation
    FOR EACH ROW EXECUTE FUNCTION no_relative_of_the_last_call();
