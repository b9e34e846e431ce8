-- Notices by mail, SMS and push: where people asked to be told, and what is on its way (docs/decisions/024).

-- A way in which a person asked to be told of something: a browser's push subscription, an e-mail address, a telephone. Sealed
-- under the person's key. What was asked for the time until a turn goes with the ticket.
CREATE TABLE notice_way (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES person,
    reason text NOT NULL CHECK (reason IN ('turn', 'case')),
    ticket_id uuid REFERENCES ticket,
    channel text NOT NULL CHECK (channel IN ('mail', 'sms', 'push')),
    address_sealed bytea NOT NULL,
    address_index bytea NOT NULL,
    language text NOT NULL CHECK (language IN ('es-MX', 'en')),
    made_at timestamptz NOT NULL,
    UNIQUE (person_id, reason, address_index),
    CHECK ((reason = 'turn') = (ticket_id IS NOT NULL))
);
CREATE INDEX notice_way_ticket ON notice_way (ticket_id) WHERE ticket_id IS NOT NULL;

-- Notices on their way, written in the transaction that they tell of, and sent at least once (docs/decisions/024). Claiming one
-- moves `due_at` to when the claim is over: whoever was killed between has claimed nothing. `sealed`: the address, and what the
-- text says, under the person's key; nothing of it is kept once the notice is sent or given up. `plain`: the same for an office
-- of the municipality, without anything personal. `target`: a keyed index of whom it goes to, so that one occasion is told once.
CREATE TABLE outbox (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    kind text NOT NULL CHECK (kind IN ('turn_near', 'turn_called', 'case_received', 'case_state', 'case_clarification',
        'case_answered', 'case_reminder', 'booking_confirmed', 'booking_reminder', 'booking_called_off', 'booking_held',
        'staff_case_due', 'staff_readiness')),
    channel text NOT NULL CHECK (channel IN ('mail', 'sms', 'push')),
    person_id uuid REFERENCES person,
    way_id uuid REFERENCES notice_way ON DELETE CASCADE,
    office text,
    about uuid NOT NULL,
    occasion text NOT NULL DEFAULT '',
    target bytea NOT NULL,
    language text NOT NULL CHECK (language IN ('es-MX', 'en')),
    sealed bytea,
    plain jsonb,
    urgent boolean NOT NULL DEFAULT false,
    made_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'failed', 'expired')),
    failure text,
    done_at timestamptz,
    CHECK ((person_id IS NULL) = (office IS NOT NULL)),
    CHECK (person_id IS NULL OR plain IS NULL),
    CHECK (way_id IS NULL OR person_id IS NOT NULL),
    CHECK ((state = 'waiting') = (done_at IS NULL)),
    CHECK (state = 'waiting' OR (sealed IS NULL AND plain IS NULL)),
    CHECK (state <> 'failed' OR failure IS NOT NULL)
);
CREATE UNIQUE INDEX outbox_once ON outbox (about, kind, channel, occasion, target) WHERE occasion <> '';
CREATE INDEX outbox_due ON outbox (channel, urgent DESC, due_at) WHERE state = 'waiting';
CREATE INDEX outbox_way ON outbox (way_id) WHERE way_id IS NOT NULL;
CREATE INDEX outbox_done ON outbox (done_at) WHERE done_at IS NOT NULL;

-- Each call is a reservation, whoever made it: who asked to be told of it is told, in the same transaction and without another
-- round trip of the hottest one. After the answer's time it would only mislead.
CREATE FUNCTION tell_called() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO outbox (kind, channel, person_id, way_id, about, occasion, target, language, urgent, made_at, due_at, expires_at)
    SELECT 'turn_called', notice_way.channel, notice_way.person_id, notice_way.id, made.ticket_id, 'call-' || made.id,
           uuid_send(notice_way.id), notice_way.language, true, made.made_at, made.made_at, made.answer_until
    FROM made JOIN notice_way ON notice_way.ticket_id = made.ticket_id;
    RETURN NULL;
END $$;
CREATE TRIGGER called_told AFTER INSERT ON reservation REFERENCING NEW TABLE AS made FOR EACH STATEMENT
    EXECUTE FUNCTION tell_called();
