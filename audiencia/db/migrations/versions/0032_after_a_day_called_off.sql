-- A day that was called off is held after all: since when it is so for those who had a place of it, and where those who had asked
-- to be told of it can be told once more. The addresses are sealed under the person's key, as in the notice that went, and are
-- kept until they are used or the day is over. docs/decisions/038-a-day-called-off.md
ALTER TABLE booking ADD COLUMN ways_sealed bytea, ADD COLUMN held_at timestamptz,
    ADD CONSTRAINT booking_ways_of_called_off CHECK (ways_sealed IS NULL OR called_off_at IS NOT NULL),
    ADD CONSTRAINT booking_held_called_off CHECK (held_at IS NULL OR called_off_at IS NOT NULL);
CREATE INDEX booking_ways_kept ON booking (ends_at) WHERE ways_sealed IS NOT NULL;

ALTER TABLE outbox DROP CONSTRAINT outbox_kind_check;
ALTER TABLE outbox ADD CONSTRAINT outbox_kind_check CHECK (kind IN ('turn_near', 'turn_called', 'case_received', 'case_state',
    'case_clarification', 'case_answered', 'case_reminder', 'booking_confirmed', 'booking_reminder', 'booking_called_off',
    'booking_held', 'staff_case_due', 'staff_readiness'));

-- Whom the front desk tells that their day was called off, because no notice does, and what came of it.
ALTER TABLE booking
    ADD COLUMN phoned text CHECK (phoned IN ('told', 'not_reached')),
    ADD COLUMN phoned_at timestamptz,
    ADD COLUMN phoned_by integer REFERENCES staff,
    ADD COLUMN phoned_times integer NOT NULL DEFAULT 0,
    ADD CONSTRAINT booking_phoned CHECK (
        num_nonnulls(phoned, phoned_at, phoned_by) = CASE WHEN phoned_times = 0 THEN 0 ELSE 3 END
        AND (phoned IS NULL OR called_off_at IS NOT NULL));
CREATE INDEX booking_phoned_by ON booking (phoned_by) WHERE phoned_by IS NOT NULL;

-- Until the day is over, and while it is not held after all. A notice that went counts as told, and one that is on its way for as
-- long as nothing keeps it; whoever used the priority of the folio has learnt it.
CREATE VIEW untold AS
SELECT ticket.id AS ticket_id, ticket.attention_id, session.id AS session_id, session.day
FROM session JOIN ticket ON ticket.session_id = session.id JOIN booking ON booking.ticket_id = ticket.id
WHERE session.called_off_why IS NOT NULL AND NOT session.demo AND session.closes_at > (SELECT app_now())
AND booking.called_off_at IS NOT NULL AND booking.held_at IS NULL
AND NOT EXISTS (SELECT FROM attention AS later WHERE later.carried_from = ticket.attention_id)
AND NOT EXISTS (SELECT FROM outbox WHERE outbox.about = ticket.id AND outbox.kind = 'booking_called_off' AND outbox.occasion <> ''
                AND (outbox.state = 'sent' OR outbox.state = 'waiting' AND outbox.attempts < 3));
