-- Why a jornada is not held after all, for the public, where people had places in it; and which places were given back then.
-- docs/decisions/038-a-day-called-off.md
ALTER TABLE session
    ADD COLUMN called_off_why text CHECK (called_off_why IN ('weather', 'mourning', 'health', 'power', 'safety', 'other')),
    ADD COLUMN called_off_es text NOT NULL DEFAULT '',
    ADD COLUMN called_off_en text NOT NULL DEFAULT '',
    ADD CONSTRAINT session_called_off_why CHECK (called_off_why IS NULL OR called_off_at IS NOT NULL),
    ADD CONSTRAINT session_called_off_more CHECK (called_off_why IS NOT NULL OR (called_off_es = '' AND called_off_en = ''));
ALTER TABLE booking ADD COLUMN called_off_at timestamptz;
CREATE INDEX booking_called_off ON booking (queue_id) WHERE called_off_at IS NOT NULL;

ALTER TABLE outbox DROP CONSTRAINT outbox_kind_check;
ALTER TABLE outbox ADD CONSTRAINT outbox_kind_check CHECK (kind IN ('turn_near', 'turn_called', 'case_received', 'case_state',
    'case_clarification', 'case_answered', 'case_reminder', 'booking_confirmed', 'booking_reminder', 'booking_called_off',
    'staff_case_due', 'staff_readiness'));

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
