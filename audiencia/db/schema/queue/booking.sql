-- Appointments (docs/decisions/031), and what becomes of them when their day is called off (docs/decisions/038).

-- A ticket that was taken before its session, with the window in which its person comes. What it counts against is the window's
-- capacity in the queue, for as long as the ticket is booked.
CREATE TABLE booking (
    ticket_id uuid PRIMARY KEY REFERENCES ticket,
    queue_id integer NOT NULL REFERENCES queue,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    -- The person wants a confirmation and a reminder, at the contact they gave.
    tell boolean NOT NULL DEFAULT false,
    checked_in_at timestamptz,
    reminded_at timestamptz,
    -- The place was given back, because the day was called off.
    called_off_at timestamptz,
    -- Where those who had asked to be told can be told once more, when the day is held after all: as in the notice that went. Kept
    -- until it is used or the day is over.
    ways_sealed bytea,
    held_at timestamptz,
    -- Whom the front desk tells that their day was called off, because no notice does, and what came of it.
    phoned text CHECK (phoned IN ('told', 'not_reached')),
    phoned_at timestamptz,
    phoned_by integer REFERENCES staff,
    phoned_times integer NOT NULL DEFAULT 0,
    CHECK (starts_at < ends_at),
    CONSTRAINT booking_ways_of_called_off CHECK (ways_sealed IS NULL OR called_off_at IS NOT NULL),
    CONSTRAINT booking_held_called_off CHECK (held_at IS NULL OR called_off_at IS NOT NULL),
    CONSTRAINT booking_phoned CHECK (
        num_nonnulls(phoned, phoned_at, phoned_by) = CASE WHEN phoned_times = 0 THEN 0 ELSE 3 END
        AND (phoned IS NULL OR called_off_at IS NOT NULL))
);
CREATE INDEX booking_window ON booking (queue_id, starts_at);
CREATE INDEX booking_unused ON booking (starts_at) WHERE checked_in_at IS NULL;
CREATE INDEX booking_called_off ON booking (queue_id) WHERE called_off_at IS NOT NULL;
CREATE INDEX booking_ways_kept ON booking (ends_at) WHERE ways_sealed IS NOT NULL;
CREATE INDEX booking_phoned_by ON booking (phoned_by) WHERE phoned_by IS NOT NULL;

-- Nobody is told of a place that they have no more: what still waits to be sent about it (in the quiet hours, or to be tried again)
-- goes with it. Who checked in was told already.
CREATE FUNCTION forget_booking_notices() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE outbox SET state = 'expired', done_at = app_now(), sealed = NULL, plain = NULL
    WHERE about = NEW.id AND occasion <> '' AND kind IN ('booking_confirmed', 'booking_reminder') AND state = 'waiting';
    RETURN NULL;
END $$;
CREATE TRIGGER booking_notices_forgotten AFTER UPDATE OF state ON ticket FOR EACH ROW
    WHEN (OLD.state = 'booked' AND NEW.state IN ('left', 'cancelled', 'lapsed'))
    EXECUTE FUNCTION forget_booking_notices();

-- People whose day was called off and whom no notice tells it: until the day is over, and while it is not held after all. A notice
-- that went counts as told, and one that is on its way for as long as nothing keeps it; whoever used the priority of the folio has
-- learnt it.
CREATE VIEW untold AS
SELECT ticket.id AS ticket_id, ticket.attention_id, session.id AS session_id, session.day
FROM session JOIN ticket ON ticket.session_id = session.id JOIN booking ON booking.ticket_id = ticket.id
WHERE session.called_off_why IS NOT NULL AND NOT session.demo AND session.closes_at > (SELECT app_now())
AND booking.called_off_at IS NOT NULL AND booking.held_at IS NULL
AND NOT EXISTS (SELECT FROM attention AS later WHERE later.carried_from = ticket.attention_id)
AND NOT EXISTS (SELECT FROM outbox WHERE outbox.about = ticket.id AND outbox.kind = 'booking_called_off' AND outbox.occasion <> ''
                AND (outbox.state = 'sent' OR outbox.state = 'waiting' AND outbox.attempts < 3));
